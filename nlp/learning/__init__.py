"""Learns from labelled articles, and tries whether what is learned is better."""
