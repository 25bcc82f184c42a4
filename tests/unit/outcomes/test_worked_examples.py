"""Examples that others published, retold with their source; numbers as printed there."""

import numpy as np
import pytest

from outcomes.domain.effect_size import paired_effect
from outcomes.domain.learning_gain import hake_gain, mcnemar

# Student, "The probable error of a mean", Biometrika 6 (1908): hours of sleep gained by ten
# patients under two drugs; the data set `sleep` of R.
DRUG_1 = np.array([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0])
DRUG_2 = np.array([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])


def test_students_sleep_data():
    """R: t.test(paired = TRUE) gives t = 4.0621; d_z = t / sqrt(10) = 1.28 [0.41, 2.12]."""
    effect = paired_effect(DRUG_1, DRUG_2)
    assert effect.d_z.value * 10**0.5 == pytest.approx(4.0621, abs=5e-5)
    assert effect.d_z.interval.low == pytest.approx(0.41, abs=0.005)
    assert effect.d_z.interval.high == pytest.approx(2.12, abs=0.005)


def test_students_sleep_data_by_the_average_spread():
    """Mean change 1.58 over the mean of the spreads 1.789 and 2.002."""
    assert paired_effect(DRUG_1, DRUG_2).d_av.value == pytest.approx(
        1.58 / ((1.789010 + 2.002249) / 2), abs=1e-5
    )


def test_fagerland_airway_hyper_responsiveness():
    """Fagerland et al., BMC Med Res Methodol 2013;13:91: discordant pairs 1 and 7, p = 0.070."""
    assert mcnemar(1, 7) == pytest.approx(0.0703125)


def test_bmc_medical_education_class_average_gain():
    """BMC Med Educ 2021;21:210, table 1: mean gain 11.1 of 20 marks, 225.8 % of the pre-test.

    So 4.916 marks before and 16.016 after; printed as 0.73.
    """
    before = 11.1 / 2.258
    assert hake_gain(100 * before / 20, 100 * (before + 11.1) / 20) == pytest.approx(0.73, abs=0.01)
