"""A filed document as a FHIR R4 (4.0.1) Bundle, and sending such bundles to a server.

A resource is a plain object of JSON; `bundle` has each checked by the model of its type.
"""
