#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "files/descriptor.hpp"

namespace troupe {

inline constexpr std::string_view index_name = "index.mdb";
inline constexpr std::string_view index_lock_name = "index.mdb-lock"; ///< LMDB's: its readers.
inline constexpr std::string_view slab_name = "slab.0";
inline constexpr std::string_view writer_lock_name = "writer.lock";
inline constexpr std::string_view boot_name = "boot"; ///< Of scratch: the boot it was made in.

/// The kernel's name of the time since the machine's last start.
std::string boot_id();

/// \throws StoreError if it is not there and cannot be made.
void make_store_directory(const std::filesystem::path& directory);

/// Locks it for this process's writing; the lock goes with the file.
///
/// \throws StoreError if it holds what is no store, cannot be written, or another process writes it.
Descriptor lock_for_writing(const std::filesystem::path& directory);

/// \throws StoreError if there is no store to read.
void require_store(const std::filesystem::path& directory);

/// Removes what a scratch store left, unopened, and marks the directory as one of this boot. Requires the lock.
///
/// \throws StoreError if it holds a durable store.
void renew_scratch(const std::filesystem::path& directory);

/// \throws StoreError if values lie there whose index is gone.
void refuse_lost_index(const std::filesystem::path& directory);

/// \throws StoreError for scratch, and for scratch of an earlier boot.
void refuse_scratch(const std::filesystem::path& directory);
void refuse_old_scratch(const std::filesystem::path& directory);

} // namespace troupe
