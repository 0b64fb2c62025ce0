"""The web and files in, articles out.

`collecting` and `importing` stand on top and talk to the store; below them `spiders` ask the web,
`indexes` read what a source lists, `pages` make articles of pages, `archive` keeps what came.
What lies beside the packages serves several of them.
"""
