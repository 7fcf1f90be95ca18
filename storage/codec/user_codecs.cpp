#include "codec/user_codecs.hpp"

#include <map>
#include <mutex>
#include <shared_mutex>
#include <string>

#include <troupe/error.hpp>

namespace troupe {

namespace {

struct Table {
  std::shared_mutex mutex;
  std::map<std::string, UserCodec, std::less<>> codecs;
};

// Never destroyed: values may be decoded until the process ends.
Table& table() {
  static Table* const instance = new Table;
  return *instance;
}

} // namespace

void register_codec(const UserCodec& codec) {
  if (codec.type_name.empty() || !codec.encode || !codec.decode)
    throw ValueError("codec: \"" + codec.type_name + "\" needs a name and two functions");
  const std::unique_lock lock(table().mutex);
  if (!table().codecs.try_emplace(codec.type_name, codec).second)
    throw KeyError("codec: \"" + codec.type_name + "\" is taken");
}

const UserCodec* find_codec(std::string_view type_name) {
  const std::shared_lock lock(table().mutex);
  const auto found = table().codecs.find(type_name);
  return found == table().codecs.end() ? nullptr : &found->second;
}

} // namespace troupe
