"""What a design can tell once it is pressed."""

from dataclasses import dataclass

from doe.classical.efficiency import d_efficiency, degrees_of_freedom
from doe.classical.plan import Plan
from doe.classical.terms import Model, terms_of


@dataclass(frozen=True)
class Judgement:
    """What a design can tell.

    Attributes:
        model: largest of linear, interactions, quadratic that it can estimate; None if not even
            the main effects.
        d_efficiency: for that model; 1 is an orthogonal two-level design.
        lack_of_fit: degrees of freedom left to find out that the model is too simple.
        pure_error: degrees of freedom of repeated cells.
    """

    model: Model | None
    d_efficiency: float
    lack_of_fit: int
    pure_error: int


def judged(plan: Plan) -> Judgement:
    """The largest model that the design can estimate, and how well."""
    models: tuple[Model, ...] = ("quadratic", "interactions", "linear")
    for model in models:
        terms = terms_of(plan.space.dimensions, model)
        if (efficiency := d_efficiency(plan.coded, terms)) > 1e-6:
            return Judgement(model, efficiency, *degrees_of_freedom(plan.coded, terms))
    return Judgement(None, 0.0, 0, 0)
