"""Where on a page the text of its article stands, and that text without what interrupts it."""
