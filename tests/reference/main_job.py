#!/usr/bin/python3
"""NumPy's numbers for examples/winds_and_relief, on the same files, in float64: makes main_job_values.json beside it.

Needs NumPy and netCDF4 (Debian: python3-numpy, python3-netcdf4) and the package ferret-datasets.
"""
import json
import pathlib
import warnings

import netCDF4
import numpy as np

DATA = pathlib.Path("/usr/share/ferret-vis/data")
EARTH_RADIUS_M = 6_371_009.0
EXAGGERATION = 12.0
MISSING = np.float32(-99.9)


def read(file, variable):
    with netCDF4.Dataset(DATA / file) as data:
        data.set_auto_mask(False)
        return data[variable][:]


def number(value):
    """Nine digits; None for what is missing."""
    return None if np.isnan(value) else float(f"{value:.9g}")


def numbers(values):
    return [number(value) for value in np.ravel(values)]


def statistics(values):
    return {"min": number(np.nanmin(values)), "max": number(np.nanmax(values)), "sum": number(np.nansum(values)),
            "present": int(np.isfinite(values).sum())}


def wind_values(u, v, latitude):
    u, v = (np.where(component == MISSING, np.nan, component.astype(np.float64)) for component in (u, v))
    speed = np.sqrt(u * u + v * v)
    by_month = speed.reshape(11, 12, 73, 144)
    climatology = np.nanmean(by_month, axis=0)
    anomaly = (by_month - climatology).reshape(speed.shape)
    deviation = np.nanstd(anomaly, axis=0)
    weight = np.where(np.isnan(speed), 0, np.cos(np.radians(latitude))[:, None])
    area = weight.sum(axis=(1, 2))
    climate_weight = np.where(np.isnan(climatology), 0, np.cos(np.radians(latitude))[:, None])
    return {
        "months": {
            "mean_speed": numbers(np.nansum(speed * weight, axis=(1, 2)) / area),
            "anomaly_rms": numbers(np.sqrt(np.nansum(anomaly**2 * weight, axis=(1, 2)) / area)),
            "anomaly_min": numbers(np.nanmin(anomaly, axis=(1, 2))),
            "anomaly_max": numbers(np.nanmax(anomaly, axis=(1, 2))),
        },
        "climatology": {
            "mean_speed": numbers(np.nansum(climatology * climate_weight, axis=(1, 2)) / climate_weight.sum(axis=(1, 2))),
            "months": [statistics(month) for month in climatology],
            "samples": numbers(climatology[:, ::12, ::16]),
        },
        "deviation": {**statistics(deviation), "samples": numbers(deviation[::12, ::16])},
    }


def with_gaps(component):
    """A cell that is never there, a month without the Arctic, a year without a box in the Indian Ocean."""
    component = component.copy()
    component[:, 20, 100] = MISSING
    component[13, 60:, :] = MISSING
    component[24:36, 30:34, 20:30] = MISSING
    return component


def relief_values():
    height = read("etopo5.cdf", "ROSE").astype(np.float64)
    latitude = read("etopo5.cdf", "ETOPO05_Y")
    spacing = EARTH_RADIUS_M * np.radians(180 / 2160)
    padded = np.pad(np.pad(height, ((1, 1), (0, 0)), mode="edge"), ((0, 0), (1, 1)), mode="wrap")
    squeeze = np.maximum(np.cos(np.radians(latitude)), 0.05)[:, None]
    east = (padded[1:-1, 2:] - padded[1:-1, :-2]) / (2 * spacing * squeeze)
    north = (padded[2:, 1:-1] - padded[:-2, 1:-1]) / (2 * spacing)
    slope = 1000 * np.sqrt(east**2 + north**2)
    x, y = EXAGGERATION * east, EXAGGERATION * north
    light = np.maximum((0.5 * x - 0.5 * y + np.sqrt(0.5)) / np.sqrt(1 + x * x + y * y), 0)
    return {
        "height": {**statistics(height), "zonal_mean": numbers(height.mean(axis=1)[::40])},
        "slope": {**statistics(slope), "zonal_mean": numbers(slope.mean(axis=1)[::40]), "samples": numbers(slope[::216, ::432])},
        "light": {**statistics(light), "zonal_mean": numbers(light.mean(axis=1)[::40]), "samples": numbers(light[::216, ::432])},
    }


def main():
    warnings.simplefilter("ignore", RuntimeWarning)  # a cell that is never there has no mean
    u, v = read("monthly_navy_winds.cdf", "UWND"), read("monthly_navy_winds.cdf", "VWND")
    latitude = read("monthly_navy_winds.cdf", "FNOCY")
    values = {
        "winds": wind_values(u, v, latitude),
        "winds_with_gaps": wind_values(with_gaps(u), v, latitude),
        "relief": relief_values(),
    }
    file = pathlib.Path(__file__).with_name("main_job_values.json")
    file.write_text(json.dumps(values, indent=0).replace(",\n", ", ").replace("[\n", "[").replace("\n]", "]") + "\n")


main()
