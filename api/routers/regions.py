"""`GET /v1/regions`: places by name, for choosing one's own."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.schemas import RegionOut
from ingestion import jurisdictions

router = APIRouter(tags=["places"])


@router.get("/v1/regions")
def find_regions(
    name: Annotated[str, Query(max_length=100)] = "", count: Annotated[int, Query(ge=1, le=50)] = 10
) -> list[RegionOut]:
    """Places whose name begins with `name`, then those that hold it; larger ones first."""
    return [
        RegionOut(code=place.code, name=place.name, full_name=jurisdictions.full_name(place.code), level=place.level)
        for place in jurisdictions.offer(name.strip(), count)
    ]
