"""The documents against the validators of their formats."""

from importlib.metadata import version

from checks import BASE, ITEMS, check, document
from jsonschema import Draft202012Validator
from ogcapi_registry import validate_ogc_api
from openapi_schema_validator import OAS30Validator
from openapi_spec_validator import OpenAPIV30SpecValidator

api = document(f"{BASE}/api")
errors = [error.message for error in OpenAPIV30SpecValidator(api).iter_errors()]
check(f"openapi-spec-validator {version('openapi-spec-validator')}", [], errors)
result = validate_ogc_api(api, document(f"{BASE}/conformance")["conformsTo"])
check(
    f"ogcapi-registry {version('ogcapi-registry')}",
    (True, (), ()),
    (result.is_valid, result.errors, result.warnings),
)

# What the API document promises of each resource is what is answered there.
first = document(f"{ITEMS}?limit=1")["features"][0]["id"]
for path, methods in api["paths"].items():
    answer = document(BASE + path.replace("{featureId}", first))
    content = next(iter(methods["get"]["responses"]["200"]["content"].values()))
    schema = {**content["schema"], "components": api["components"]}
    errors = [error.message for error in OAS30Validator(schema).iter_errors(answer)]
    check(f"{path} is as the API document says", [], errors)

for name in ["queryables", "feature-schema"]:
    schema = document(f"{BASE}/collections/stations/{name}")
    Draft202012Validator.check_schema(schema)
    check(f"{name} is a JSON Schema", "https://json-schema.org/draft/2020-12/schema", schema["$schema"])
properties = document(f"{BASE}/collections/stations/feature-schema")["properties"]["properties"]
check("every station has what its schema requires", [], [
    feature["id"]
    for feature in document(f"{ITEMS}?limit=10000")["features"]
    if not set(properties["required"]) <= set(feature["properties"])
])
