"""Disclosure control: which counts may be shown. Works on linked cells and knows no table and no file."""
