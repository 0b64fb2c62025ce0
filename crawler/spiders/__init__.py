"""Scrapy's part: which request follows which answer, and how politely.

What an answer says is read elsewhere.
"""
