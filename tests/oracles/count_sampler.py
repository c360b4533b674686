"""The count model sampled whole by NumPyro: every θ, every post's luck and all hyperparameters at once."""

from __future__ import annotations

import math

import numpy as np

from seeder.problem.arrays import FloatArray
from seeder.rates.counts.counts import REFERENCE_SIZE, CountCovariates, CountPrior, PostCounts


def sample_counts(
    posts: PostCounts, covariates: CountCovariates, prior: CountPrior, *, n_warmup: int, n_samples: int, seed: int
) -> FloatArray:
    """Draw θ of every handle from its posterior with the No-U-Turn sampler, shape (n_samples, n_handles).

    The formula is that of :mod:`seeder.rates.counts.counts`, for posts of weight 1 and handles of known followers. The
    prior of α is a Student t with 3 degrees of freedom, of a normal's curvature at its mean.
    """
    import jax
    import jax.numpy as jnp
    import numpyro
    from numpyro import distributions as dist

    assert (posts.weight == 1).all()
    assert not np.isnan(covariates.log_size).any()
    size = covariates.log_size - math.log(REFERENCE_SIZE)
    platforms, platform = np.unique(covariates.platform, return_inverse=True)
    pairs, pair = np.unique(np.stack([covariates.platform, covariates.tier]), axis=1, return_inverse=True)

    def model() -> None:
        level, level_sd = prior.alpha
        alpha = numpyro.sample("alpha", dist.StudentT(3.0, level, level_sd * 2 / math.sqrt(3)))
        beta = numpyro.sample("beta", dist.Normal(*prior.beta))
        kappa = numpyro.sample("kappa", dist.Normal(*prior.signal))
        sponsored = numpyro.sample("sponsored", dist.Normal(*prior.sponsored))
        of_platform = numpyro.sample("of_platform", dist.Normal(jnp.zeros(len(platforms)), prior.platform_sd))
        of_pair = numpyro.sample("of_pair", dist.Normal(jnp.zeros(pairs.shape[1]), prior.tier_sd))
        sigma_u = jnp.exp(numpyro.sample("ln_sigma_u", dist.Normal(*prior.ln_sigma_u)))
        sigma_v = jnp.exp(numpyro.sample("ln_sigma_v", dist.Normal(*prior.ln_sigma_v)))
        mean = alpha + beta * size + of_platform[platform] + of_pair[pair] + kappa * covariates.offset
        theta = numpyro.sample("theta", dist.Normal(mean - sigma_u**2 / 2, sigma_u))
        expected = theta[posts.row] + sponsored * posts.is_sponsored - sigma_v**2 / 2
        intensity = numpyro.sample("intensity", dist.Normal(expected, sigma_v))
        numpyro.sample("count", dist.Poisson(posts.exposure * jnp.exp(intensity)), obs=posts.count)

    numpyro.enable_x64()
    sampler = numpyro.infer.MCMC(
        numpyro.infer.NUTS(model), num_warmup=n_warmup, num_samples=n_samples, progress_bar=False
    )
    sampler.run(jax.random.PRNGKey(seed))
    return np.asarray(sampler.get_samples()["theta"], dtype=np.float64)
