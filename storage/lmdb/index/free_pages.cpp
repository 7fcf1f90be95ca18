// LMDB's table of free pages, as its own mdb_stat reads it: the number of the transaction that freed them (8 bytes) to a count and so
// many page numbers (8 bytes each, as the machine has them).
//
// LMDB takes a page, and writes all of it, only if the transaction that freed it is older than every reader and than the last
// commit, which a crash of the machine may take back. By the same rule nobody reads the page, so it may as well be a hole.

#include "lmdb/index/free_pages.hpp"

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "files/descriptor.hpp"
#include "lmdb/directory.hpp"
#include "lmdb/errors.hpp"

namespace troupe {

namespace {

std::uint64_t number_at(std::string_view bytes, std::size_t index) {
  std::uint64_t number = 0;
  std::memcpy(&number, bytes.data() + index * sizeof number, sizeof number);
  return number;
}

/// The numbers, in order, of the pages that transactions before `limit` freed.
std::vector<std::uint64_t> pages_freed_before(std::uint64_t limit, const Environment& environment,
                                              const ReadTransaction& transaction) {
  std::vector<std::uint64_t> pages;
  Cursor cursor(environment, transaction.handle(), Table::free_pages);
  for (auto entry = cursor.seek({}); entry && number_at(entry->first, 0) < limit; entry = cursor.next())
    for (std::uint64_t i = 1; i <= number_at(entry->second, 0); ++i)
      pages.push_back(number_at(entry->second, i));
  std::ranges::sort(pages);
  return pages;
}

void punch_pages(const Environment& environment, std::uint64_t first, std::uint64_t count) {
  mdb_filehandle_t file{};
  MDB_stat status{};
  environment.check(mdb_env_get_fd(environment.handle(), &file), "reading the index");
  environment.check(mdb_env_stat(environment.handle(), &status), "reading the index");
  if (const int code = punch_hole(file, first * status.ms_psize, count * status.ms_psize); code != 0)
    throw_store_error(environment.directory(), "giving back space of " + std::string(index_name), code);
}

} // namespace

void punch_free_pages(Environment& environment) {
  const WriteTransaction standstill(environment); // so that no page is taken meanwhile
  const ReadTransaction transaction(
      environment); // of the last commit, and with it a limit to the oldest reader
  const std::vector<std::uint64_t> pages =
      pages_freed_before(environment.oldest_reader(), environment, transaction);
  for (auto first = pages.begin(); first != pages.end();) {
    auto last = first + 1;
    while (last != pages.end() && *last == *(last - 1) + 1)
      ++last;
    punch_pages(environment, *first, static_cast<std::uint64_t>(last - first));
    first = last;
  }
}

} // namespace troupe
