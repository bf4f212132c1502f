"""The two models as scikit-learn estimators, for pipelines, searches and cross-validation."""
