"""Loading the demonstration through the ordinary operations. Nothing here commits."""

from consult.demo.operations.loading import DemoLoaded, load_demo

__all__ = ["DemoLoaded", "load_demo"]
