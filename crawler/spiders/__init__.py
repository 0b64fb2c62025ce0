"""Scrapy's part: which request follows which answer. What an answer says is read elsewhere."""
