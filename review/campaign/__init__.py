"""The campaign as the director sees it, on a page and on paper."""
