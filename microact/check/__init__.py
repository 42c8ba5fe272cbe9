"""Gradients held against finite differences."""

from microact.check.gradient_check import GradientMismatch, gradcheck
from microact.check.report import Entry, Report, mismatch

__all__ = ["Entry", "GradientMismatch", "Report", "gradcheck", "mismatch"]
