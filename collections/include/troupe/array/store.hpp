#pragma once

#include <filesystem>
#include <optional>
#include <source_location>
#include <string>
#include <vector>

#include <troupe/array/array.hpp>
#include <troupe/array/chunks.hpp>
#include <troupe/array/located.hpp>
#include <troupe/array/slicing.hpp>
#include <troupe/chunk_store.hpp>
#include <troupe/dataset.hpp>

// Arrays in chunk stores on disk. A store is a directory of named datasets.
//
//     const Array anomalies = store(u - mean(u, {.axis = 0}), "winds.store", {.name = "anomalies"});
//     open_store("winds.store", "anomalies")                      // here or in any other process
//
// Writing is atomic: readers see the old dataset or the new one, whole. If a write fails, is cancelled or killed, the old
// dataset is untouched, and the same call with an equal array goes on with the blocks that were not committed yet;
// what was committed is neither written nor computed again.

namespace troupe {

struct StoreArrayOptions {
  std::string name = "data"; ///< 1 to 200 bytes of UTF-8 without control characters.
  Attributes attributes = {};
  Compression compression = Compression::none;
  ComputeOptions compute = {};
};

/// Computes an array and writes it as a dataset, chunked as it is, in place of the dataset of that name there may be. The
/// directory is made if there is none.
///
/// Memory that the array was made of (`from_chunk`, `from_vector`) is hashed first, at some 9 GB/s, to know an
/// interrupted write again. Lengths that only the data can tell are those of what was written.
///
/// \returns the array as the store has it
/// \throws ValueError for what is no name; StoreError if another process writes the store, and as `ChunkStore::open`;
///         as `compute_all`, where a disk that is full or fails is a TaskError that names directory, dataset and block;
///         StoreError at the end if blocks that only the data could tell the lengths of do not fit together.
Array store(Session& session, const Array& array, const std::filesystem::path& directory,
            const StoreArrayOptions& options = {},
            std::source_location line = std::source_location::current());
/// On the process's default session.
Array store(const Array& array, const std::filesystem::path& directory, const StoreArrayOptions& options = {},
            std::source_location line = std::source_location::current());

struct NamedArray {
  std::string name;
  Array array;
  Attributes attributes = {};
  Compression compression = Compression::none;
};

/// Several arrays in one run, where what they share is computed once; readers see all of the new datasets or none.
///
/// \throws KeyError if two have one name; as `store`.
std::vector<Array> store_all(Session& session, const std::vector<NamedArray>& arrays,
                             const std::filesystem::path& directory, const ComputeOptions& options = {},
                             std::source_location line = std::source_location::current());

struct StoreRegionOptions {
  std::string name = "data";
  std::vector<Index> region = {}; ///< As `getitem` takes it; empty: all of the dataset.
  ComputeOptions compute = {};
};

/// `dataset[region] = value` for a dataset that is there: the value is broadcast and converted to the dataset's
/// dtype as C does. It may have lengths that only the data can tell: if they turn out not to fit, the run fails, and the
/// dataset stays as it was. Only blocks that the region touches are written; with an array in the region these are all blocks
/// of what its other elements name. Chunks, attributes and compression stay as they are.
///
/// \returns the dataset with its new elements. Arrays that were opened before fail from now on when they are read.
/// \throws KeyError if there is no such dataset; as `setitem`; as `store`.
Array store_region(Session& session, const Located& value, const std::filesystem::path& directory,
                   const StoreRegionOptions& options = {});

struct OpenStoreOptions {
  /// None: as the dataset is stored. "auto", and bytes, are whole chunks of the dataset, so that none is read twice.
  std::optional<Chunks> chunks = std::nullopt;
};

/// A dataset, read block by block when it is computed.
///
/// The array is of the dataset as it is now. If it is written, changed or removed, tasks that read it fail, telling
/// so, and it is to be opened again.
///
/// \throws KeyError if there is no such dataset; StoreError as `ChunkStore::open` or if its metadata is damaged; as
///         `Chunks::resolve`.
Array open_store(const std::filesystem::path& directory, const std::string& name = "data",
                 const OpenStoreOptions& options = {},
                 std::source_location line = std::source_location::current());

/// The names of a store's datasets, in order.
///
/// \throws StoreError as `ChunkStore::open`.
std::vector<std::string> dataset_names(const std::filesystem::path& directory);

/// \throws KeyError if there is no such dataset; StoreError as `ChunkStore::open`.
DatasetInfo describe_dataset(const std::filesystem::path& directory, const std::string& name = "data");

} // namespace troupe
