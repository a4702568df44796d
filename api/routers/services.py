"""What a router asks of a request: the services behind it, its number, and the language of its sender."""

from typing import Annotated, Literal

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError

from api.wiring import Services


def services_of(request: Request) -> Services:
    found: Services = request.app.state.services
    return found


Here = Annotated[Services, Depends(services_of)]


def only_known(request: Request) -> None:
    """Refuse a parameter of the address that the route does not have, as an unknown field of a body is refused."""
    known = {field.alias for field in request.scope["route"].dependant.query_params} | {"lang"}
    unknown = [name for name in request.query_params if name not in known]
    if unknown:
        raise RequestValidationError([{"type": "extra_forbidden", "loc": ("query", name)} for name in unknown])


def request_id_of(request: Request) -> str:
    found: str = request.state.request_id
    return found


def language_of(request: Request) -> Literal["zh", "en"]:
    """`zh` or `en`: the `lang` of the address, else the first of the two that the browser accepts, else `zh`."""
    asked = request.query_params.get("lang") or request.headers.get("accept-language", "")
    for part in asked.lower().split(","):
        if part.strip().startswith("zh"):
            return "zh"
        if part.strip().startswith("en"):
            return "en"
    return "zh"
