#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include <troupe/archive.hpp>
#include <troupe/error.hpp>
#include <troupe/partial_file.hpp>
#include <troupe/section_file.hpp>

#include "codec/checksum.hpp"
#include "formats/file.hpp"

namespace troupe {

namespace {

/// What a file begins with, and then an entry for each section.
struct Head {
  std::uint32_t version = 0;
  std::uint32_t section_count = 0;
  std::uint64_t table_checksum = 0;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(version, section_count, table_checksum);
  }
};

struct Entry {
  std::uint32_t kind = 0;
  std::uint64_t bytes = 0;
  std::uint64_t checksum = 0;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(kind, bytes, checksum);
  }
};

constexpr std::size_t magic_bytes = 8, head_bytes = 16, entry_bytes = 20;

std::uint64_t checksum_of(std::string_view bytes) { return checksum(std::as_bytes(std::span(bytes))); }

/// The version counts, so that a damaged one is not taken for another; the number of sections is the table's length.
std::uint64_t checksum_of_table(std::uint32_t version, const std::string& table) {
  return checksum_of(to_bytes(version) + table);
}

/// Reads one piece of a file after the other.
class PieceReader {
public:
  explicit PieceReader(const std::filesystem::path& path)
      : file_(path, File::Access::read, File::Caching::buffered), left_(file_.size_bytes()) {}

  std::string read(std::uint64_t bytes) {
    if (bytes > left_)
      throw FileError("it ends " + std::to_string(bytes - left_) + " bytes too early");
    std::string piece(static_cast<std::size_t>(bytes), '\0');
    file_.read(reinterpret_cast<std::byte*>(piece.data()), piece.size(), offset_);
    offset_ += bytes;
    left_ -= bytes;
    return piece;
  }
  std::uint64_t left() const noexcept { return left_; }

private:
  File file_;
  std::uint64_t offset_ = 0;
  std::uint64_t left_;
};

Head read_head(PieceReader& reader, const SectionFormat& format) {
  if (reader.left() < magic_bytes || reader.read(magic_bytes) != format.magic)
    throw FileError("it does not begin with \"" + std::string(format.magic) + "\"");
  const Head head = from_bytes<Head>(reader.read(head_bytes));
  if (head.version > format.version)
    throw FileError("it is of version " + std::to_string(head.version) + ", this program knows those up to "
                    + std::to_string(format.version));
  return head;
}

SectionFile read_all(PieceReader& reader, const SectionFormat& format) {
  const Head head = read_head(reader, format);
  const std::string table = reader.read(std::uint64_t{head.section_count} * entry_bytes);
  if (checksum_of_table(head.version, table) != head.table_checksum)
    throw FileError("its table of sections is damaged");
  SectionFile file{head.version, {}};
  for (std::uint32_t i = 0; i < head.section_count; ++i) {
    const Entry entry = from_bytes<Entry>(std::string_view(table).substr(i * entry_bytes, entry_bytes));
    file.sections.push_back({entry.kind, reader.read(entry.bytes)});
    if (checksum_of(file.sections.back().bytes) != entry.checksum)
      throw FileError("section " + std::to_string(i) + " is damaged");
  }
  if (reader.left() > 0)
    throw FileError(std::to_string(reader.left()) + " bytes follow behind its end");
  return file;
}

} // namespace

void write_section_file(const std::filesystem::path& file, const SectionFormat& format,
                        std::span<const FileSection> sections) {
  std::string table;
  for (const FileSection& section : sections)
    table += to_bytes(Entry{section.kind, section.bytes.size(), checksum_of(section.bytes)});
  const Head head{format.version, static_cast<std::uint32_t>(sections.size()),
                  checksum_of_table(format.version, table)};
  const PartialFile partial(file);
  {
    const File target(partial.path(), File::Access::create, File::Caching::buffered);
    std::uint64_t offset = 0;
    const auto write = [&](std::string_view bytes) {
      target.write(reinterpret_cast<const std::byte*>(bytes.data()), bytes.size(), offset);
      offset += bytes.size();
    };
    write(format.magic);
    write(to_bytes(head));
    write(table);
    for (const FileSection& section : sections)
      write(section.bytes);
  }
  partial.finish();
}

SectionFile read_section_file(const std::filesystem::path& file, const SectionFormat& format) {
  PieceReader reader(file);
  try {
    return read_all(reader, format);
  } catch (const FileError& error) {
    throw FileError(file.string() + " is no " + std::string(format.name) + ", or damaged: " + error.what());
  }
}

} // namespace troupe
