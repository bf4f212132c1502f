"""Sphinx settings: `make docs` writes docs/_build/html, which works offline."""

import sys
from importlib import metadata
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "extensions"))

project = "Copress"
author = "the founders of Copress"
version = release = metadata.version("copress")

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_copybutton",
    "mathml",
    "command_pages",
    "key_pages",
]
myst_enable_extensions = ["dollarmath", "deflist", "colon_fence"]
myst_heading_anchors = 3
html_math_renderer = "mathml"
exclude_patterns = ["_build", "images/make.py", "images/limits.py", "notebooks"]

html_theme = "furo"
html_title = f"Copress {release}"
html_static_path = ["static"]
html_css_files = ["copress.css"]
html_show_copyright = False
smartquotes = False
html_copy_source = False
copybutton_prompt_text = "$ "

autodoc_typehints = "description"
autodoc_member_order = "bysource"
nitpicky = False
suppress_warnings = ["misc.highlighting_failure"]
