#pragma once

#include <cstdint>
#include <filesystem>
#include <source_location>
#include <string>

#include <troupe/array/array.hpp>
#include <troupe/array/chunks.hpp>
#include <troupe/session.hpp>

namespace troupe {

/// What becomes of the elements that a file marks as missing (`_FillValue`, `missing_value`).
enum class Missing : std::uint8_t {
  nan,       ///< NaN. Integers become float64 if the file names a missing value, as NaN is none of them.
  as_stored, ///< The numbers the file has.
};

struct NetcdfOptions {
  /// "auto" keeps to the chunks the file itself is stored in: about 8 MiB of whole ones. So do bytes, "64MiB", and
  /// single axes that are left to them: {"auto", -1}.
  Chunks chunks = "auto";
  Missing missing = Missing::nan;
};

/// A variable of a NetCDF file, or a dataset of an HDF5 file; in a group by its path, "group/inner/name".
///
/// The header is read now, the elements block by block when they are computed. The file is known by its path,
/// size and time of change: a changed file is another array, and one that changes before it is read makes the
/// task fail. `scale_factor` and `add_offset` are not applied: multiply and add what they say.
///
/// \throws FileError if the file is missing, truncated or neither NetCDF nor HDF5, or there is no such variable; as
///         `Chunks::resolve`.
Array open_netcdf(const std::filesystem::path& file, const std::string& variable,
                  const NetcdfOptions& options = {},
                  std::source_location line = std::source_location::current());

/// A dataset of numbers in an HDF5 file, whoever made it: `open_netcdf` under the name by which it is looked for.
///
///     open_hdf5("run.h5", "detector/frames")
///
/// Chunks "auto" keep to the chunks the file is stored in, so that none is decompressed twice. What HDF5 calls a
/// compound type, h5py's bool and complex among them, is not read.
///
/// \throws as `open_netcdf`.
Array open_hdf5(const std::filesystem::path& file, const std::string& dataset,
                const NetcdfOptions& options = {},
                std::source_location line = std::source_location::current());

struct NpyOptions {
  /// "auto" is about 8 MiB a chunk, of whole rows: those are read at the speed of the disk.
  Chunks chunks = "auto";
};

/// The array of a NumPy file (`numpy.save`), of format version 1, 2 or 3.
///
/// The header is read now, the elements block by block when they are computed, past the page cache unless they
/// are in it. The file is known as in `open_netcdf`. A big-endian file is read as the native dtype. One in
/// Fortran order is read as its transpose and transposed: chunks of whole columns are the fast ones there, and
/// "auto" makes them.
///
/// \throws FileError if the file is missing, truncated, no NumPy file, or holds Python objects or records;
///         DTypeError if it holds text, times or floats without a dtype here; as `Chunks::resolve`.
Array open_npy(const std::filesystem::path& file, const NpyOptions& options = {},
               std::source_location line = std::source_location::current());

/// Computes `array` and writes it to a file that `numpy.load` reads, block by block: no more is held than for
/// any other compute. (Dask's `to_npy_stack` makes a folder of files instead.)
///
/// The elements are written to a file beside it, which is synced and renamed at the end: a failure leaves no
/// half of a file, and what had that name before stays until the new one is whole, which gets its mode. Links are
/// followed. A process that is killed leaves its `FILE.NUMBER.partial`. Blocks of whole rows are written fastest.
///
/// How many rows there are may be for the data to tell: if blocks are whole rows, each is written once those before it
/// are computed. Of other arrays of unknown lengths all is computed and held before the first block is written.
///
/// \throws FileError before anything runs, if the file cannot be made, what is there is no file, or the disk has not so
///         much room, if it is known how much; as `Session::compute`, where a disk that is full is a TaskError.
void to_npy(Session& session, const Array& array, const std::filesystem::path& file,
            const ComputeOptions& options = {});
/// The same on the process's default session.
void to_npy(const Array& array, const std::filesystem::path& file, const ComputeOptions& options = {});

} // namespace troupe
