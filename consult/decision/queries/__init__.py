"""Reads of deciding; plain values out."""
