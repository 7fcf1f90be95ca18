// `troupe store`: what is in a chunk store, whether it is whole, and what can go.

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <troupe/byte_size.hpp>
#include <troupe/chunk_store.hpp>
#include <troupe/dataset.hpp>
#include <troupe/error.hpp>

#include "columns.hpp"
#include "command.hpp"

namespace troupe::tool {

namespace {

std::shared_ptr<ChunkStore> open(const std::string& directory, StoreAccess access) {
  if (access == StoreAccess::write) // which would make one
    static_cast<void>(ChunkStore::open(directory, {.access = StoreAccess::read}));
  return ChunkStore::open(directory, {.access = access});
}

std::string size_text(std::uint64_t bytes) { return to_string(ByteSize(bytes)); }

/// "2026-11-25 16:20:31 UTC".
std::string time_text(std::int64_t since_1970_ns) {
  const auto seconds = static_cast<std::time_t>(since_1970_ns / 1'000'000'000);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[32];
  const std::size_t length = std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S UTC", &parts);
  return {text, length};
}

/// The largest chunk along each axis.
Shape largest_chunk(const Chunking& chunking) {
  Shape shape;
  for (const std::vector<std::int64_t>& sizes : chunking.sizes())
    shape.push_back(*std::ranges::max_element(sizes));
  return shape;
}

std::string compression_text(Compression compression) {
  return compression == Compression::lz4 ? "lz4" : "none";
}

void print_pending(const ChunkStore& store, const std::string& only) {
  for (const PendingWrite& write : pending_writes(store)) {
    if (!only.empty() && write.name != only)
      continue;
    std::cout << "unfinished: \"" << write.name << "\", " << (write.is_region ? "changes" : "all")
              << " of it, " << write.chunks_written << " chunks, " << size_text(write.stored_bytes)
              << (write.resumable ? ", can be resumed" : "") << '\n';
  }
}

int list(const std::string& directory) {
  const auto store = open(directory, StoreAccess::read);
  Columns columns({"name", "dtype", "shape", "chunks of", "stored", "created"},
                  {Align::left, Align::left, Align::left, Align::left, Align::right, Align::left});
  std::vector<std::string> problems;
  for (const std::string& name : dataset_names(*store)) {
    try {
      const DatasetInfo info = describe_dataset(*store, name);
      const Chunking& chunking = info.description.chunking;
      columns.add({name, std::string(to_string(info.description.dtype)), to_string(chunking.shape()),
                   to_string(largest_chunk(chunking)), size_text(info.stored_bytes),
                   time_text(info.created_ns)});
    } catch (const StoreError& error) { // the others are listed all the same
      problems.push_back(error.what());
    }
  }
  columns.print(std::cout);
  print_pending(*store, {});
  for (const std::string& problem : problems)
    std::cout << "damaged: " << problem << '\n';
  return problems.empty() ? 0 : 1;
}

void print_info(const DatasetInfo& info) {
  const DatasetDescription& description = info.description;
  std::cout << info.version.name << '\n';
  const auto line = [](const std::string& head, const std::string& text) {
    std::cout << "  " << head << std::string(13 - head.size(), ' ') << text << '\n';
  };
  line("dtype", std::string(to_string(description.dtype)));
  line("shape", to_string(description.chunking.shape()));
  line("chunks", std::to_string(info.chunks_stored) + " of "
                     + std::to_string(description.chunking.block_count()) + " there, of "
                     + to_string(largest_chunk(description.chunking)) + " at most");
  line("compression", compression_text(description.compression));
  line("stored", size_text(info.stored_bytes) + " for " + size_text(info.element_bytes));
  line("created", time_text(info.created_ns));
  line("changed", std::to_string(info.version.revision) + " times since");
  for (const auto& [name, value] : description.attributes)
    std::cout << "  @" << name << " = " << to_string(value) << '\n';
}

int tell(const std::string& directory, const std::string& name) {
  const auto store = open(directory, StoreAccess::read);
  if (!name.empty()) {
    print_info(describe_dataset(*store, name));
  } else {
    const ChunkStore::Usage usage = store->usage();
    std::cout << directory << ": " << size_text(usage.live_bytes) << " of values, "
              << size_text(usage.disk_bytes) << " on disk\n";
    for (const std::string& each : dataset_names(*store))
      print_info(describe_dataset(*store, each));
  }
  print_pending(*store, name);
  return 0;
}

int verify(const std::string& directory, const std::string& name) {
  const auto store = open(directory, StoreAccess::read);
  const std::vector<DatasetDamage> damages =
      name.empty() ? verify_store(*store) : verify_dataset(*store, name);
  for (const DatasetDamage& damage : damages) {
    if (damage.dataset.empty())
      std::cout << "damaged: " << damage.key;
    else
      std::cout << "damaged: \"" << damage.dataset << "\", block " << to_string(damage.block)
                << (damage.is_pending ? " of an unfinished write" : "");
    std::cout << ": " << damage.reason << '\n';
  }
  if (damages.empty())
    std::cout << "all chunks are whole\n";
  return damages.empty() ? 0 : 1;
}

int compact(const std::string& directory) {
  const auto store = open(directory, StoreAccess::write);
  const std::uint64_t given_back = store->compact();
  std::cout << "gave back " << size_text(given_back) << "; " << size_text(store->usage().disk_bytes)
            << " are left\n";
  return 0;
}

int remove(const std::string& directory, const std::vector<std::string>& names) {
  remove_datasets(*open(directory, StoreAccess::write), names);
  for (const std::string& name : names)
    std::cout << "removed " << name << '\n';
  std::cout << "their space is reused; troupe store compact " << directory
            << " gives it back to the file system\n";
  return 0;
}

/// The arguments of whichever subcommand is called.
struct Arguments {
  std::string directory;
  std::string name;
  std::vector<std::string> names;
};

} // namespace

void add_store_command(CLI::App& program, Action& action) {
  CLI::App* store = program.add_subcommand("store", "Datasets in a chunk store");
  const auto arguments = std::make_shared<Arguments>();
  const auto add = [&](const std::string& name, const std::string& what) {
    CLI::App* command = store->add_subcommand(name, what);
    command->add_option("DIR", arguments->directory, "The store's directory")->required();
    return command;
  };
  add("ls", "Lists the datasets, and writes that were not finished")->callback([&action, arguments] {
    action = [arguments] { return list(arguments->directory); };
  });

  CLI::App* info = add("info", "Tells all about one dataset, or all of them");
  info->add_option("NAME", arguments->name, "The dataset");
  info->callback(
      [&action, arguments] { action = [arguments] { return tell(arguments->directory, arguments->name); }; });

  CLI::App* check = add("verify", "Reads every chunk and checks it; exit code 1 if one is damaged");
  check->add_option("NAME", arguments->name, "Only this dataset");
  check->callback([&action, arguments] {
    action = [arguments] { return verify(arguments->directory, arguments->name); };
  });

  add("compact", "Gives free space back to the file system")->callback([&action, arguments] {
    action = [arguments] { return compact(arguments->directory); };
  });

  CLI::App* rm = add("rm", "Removes datasets, and what unfinished writes of them left");
  rm->add_option("NAME", arguments->names, "The datasets")->required();
  rm->callback([&action, arguments] {
    action = [arguments] { return remove(arguments->directory, arguments->names); };
  });
  require_subcommand(*store);
}

} // namespace troupe::tool
