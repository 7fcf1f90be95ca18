#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace troupe {

/// A kind of file that is made of sections.
struct SectionFormat {
  std::string_view magic;    ///< Eight characters, with which such a file begins.
  std::uint32_t version = 1; ///< What is written; older ones are read too.
  std::string_view name;     ///< For messages: "graph file".
};

struct FileSection {
  std::uint32_t kind = 0; ///< What the bytes are; the format says it.
  std::string bytes;
};

/// The sections of a file, in their order, and the version of the format it was written in.
struct SectionFile {
  std::uint32_t version = 0;
  std::vector<FileSection> sections;
};

/// Writes a file, and puts it in its place when it is whole and on the disk. storage/README.md has the bytes.
///
/// \throws FileError naming the file.
void write_section_file(const std::filesystem::path& file, const SectionFormat& format,
                        std::span<const FileSection> sections);

/// Reads all of it. Nothing in the file is believed: it costs no more memory than the file is long.
///
/// \throws FileError naming the file if it cannot be read, is another kind of file or of a newer version, is truncated, or
///         does not have its checksums.
SectionFile read_section_file(const std::filesystem::path& file, const SectionFormat& format);

} // namespace troupe
