"""Text in; mentions, quotations and stances out. No network; one file talks to the store.

`tagger` runs the `components`; these ask `naming` for bodies, `speech` for who says what and
`positions` for sides. `workers`, `lines` and `backlog` tag many texts; `measuring` and `learning`
stand on top. `models` has what is learned, `attributes` what the components leave on a Doc.
"""
