"""An edition as mail: HTML, plain text, Markdown, `.eml`; checked, tried, handed on."""
