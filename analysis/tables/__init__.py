"""Figures become tables: frozen values that a renderer lays out and that say everything in words."""
