"""The archive as research data: asked, exported, cited, verified."""
