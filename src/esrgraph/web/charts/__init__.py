"""Figures to pictures: what each module measures out here, `templates/parts/pictures.html` draws as SVG."""
