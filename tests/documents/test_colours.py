"""Whether readers who see fewer colours can tell the marks of a picture apart: simulated, not guessed.

Matrices: Machado, Oliveira and Fernandes (2009), severity 1, over linear RGB. Differences are Euclidean in CIELAB.
"""

from itertools import combinations, pairwise

import numpy as np
import pytest

from saferplan.documents.charts import stacked, theme

SIGHT = {
    "all colours": np.eye(3),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
WHITE = np.array([0.95047, 1, 1.08883])
LINES_APART, FILLS_APART = 18, 11
"""Thin marks of one picture need more difference than neighbouring fills, which have an edge between them."""


def linear(colour):
    parts = np.array([int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def lab(colour, sight):
    xyz = TO_XYZ @ np.clip(SIGHT[sight] @ linear(colour), 0, 1) / WHITE
    x, y, z = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def apart(one, other, sight):
    return float(np.linalg.norm(lab(one, sight) - lab(other, sight)))


def test_the_simulation_agrees_with_what_is_known():
    """Red and green of one lightness are far apart for most readers and near for these; blue and yellow stay apart."""
    assert apart("#d7191c", "#1a9641", "all colours") > 100
    assert apart("#b35900", "#5f7d00", "deuteranopia") < 25
    assert apart("#0000ff", "#ffff00", "protanopia") > 100
    assert lab("#ffffff", "deuteranopia") == pytest.approx([100, 0, 0], abs=0.5)


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize(("one", "other"), list(combinations([theme.STRONG, *theme.SERIES], 2)))
def test_lines_of_one_chart_stay_apart(one, other, sight):
    assert apart(one, other, sight) > LINES_APART


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize(("one", "other"), list(pairwise(theme.SEQUENCE)))
def test_classes_of_a_map_stay_apart_and_darken(one, other, sight):
    assert apart(one, other, sight) > FILLS_APART
    assert lab(one, sight)[0] > lab(other, sight)[0] + 8


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize(("one", "other"), list(combinations([fill for fill, _ in stacked.PARTS], 2)))
def test_parts_of_a_bar_stay_apart(one, other, sight):
    assert apart(one, other, sight) > FILLS_APART


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize(("one", "other"), list(combinations([theme.RISE, theme.FALL, theme.UNCLEAR], 2)))
def test_rises_and_falls_on_a_map_stay_apart(one, other, sight):
    assert apart(one, other, sight) > 2 * LINES_APART
