"""Logistic regression of many resampled test sets at once."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, log_expit

ITERATIONS = 100
CONVERGED = 1e-8
"""Largest change of a coefficient, in units of standardised predictors, at which the fit ends."""


def weighted_logistic(
    truth: NDArray[np.bool_], predictors: NDArray, offset: NDArray, counts: NDArray
) -> NDArray[np.float64]:
    """Maximum likelihood coefficients of a logistic model in every test set, by Newton's method with step halving.

    Args:
        truth: whether each patient is positive, (n,).
        predictors: (n, k), the intercept's column of ones among them.
        offset: part of the linear predictor that has the coefficient 1, (n,).
        counts: how often each patient occurs in each test set, (test sets, n). The maximum must exist in each: both
            classes occur, predictors are not collinear, and do not separate the classes.

    Returns:
        Coefficients, (test sets, k).
    """
    k = predictors.shape[1]
    products = (predictors[:, :, None] * predictors[:, None, :]).reshape(len(truth), -1)
    signs = np.where(truth, 1.0, -1.0)

    def log_likelihood(beta: NDArray, weights: NDArray) -> NDArray:
        return np.sum(weights * log_expit(signs * (beta @ predictors.T + offset)), axis=1)

    coefficients = np.zeros((len(counts), k))
    likelihood, scale = log_likelihood(coefficients, counts), np.ones(len(counts))
    unfinished = np.arange(len(counts))
    for _ in range(ITERATIONS):
        beta, weights = coefficients[unfinished], counts[unfinished]
        fitted = expit(beta @ predictors.T + offset)
        gradient = (weights * (truth - fitted)) @ predictors
        information = ((weights * fitted * (1 - fitted)) @ products).reshape(-1, k, k)
        # A ridge far below the precision keeps flat likelihoods solvable.
        step = np.linalg.solve(information + 1e-12 * np.eye(k), gradient[:, :, None])[:, :, 0]
        candidate = beta + scale[unfinished, None] * step
        found, before = log_likelihood(candidate, weights), likelihood[unfinished]
        better = found >= before - 1e-12 * np.abs(before)
        coefficients[unfinished] = np.where(better[:, None], candidate, beta)
        likelihood[unfinished] = np.where(better, found, before)
        scale[unfinished] = np.where(better, 1.0, scale[unfinished] / 2)
        unfinished = unfinished[np.abs(step).max(axis=1) > CONVERGED]
        if unfinished.size == 0:
            break
    return coefficients
