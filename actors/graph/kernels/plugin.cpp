#include <exception>
#include <filesystem>
#include <mutex>
#include <set>
#include <string>

#include <dlfcn.h>

#include <troupe/error.hpp>
#include <troupe/plugin.hpp>

namespace troupe {

namespace {

/// What the linker says of the call before.
std::string last_error() {
  const char* const text = dlerror();
  return text != nullptr ? text : "the linker does not say why";
}

} // namespace

void load_plugin(const std::filesystem::path& library) {
  static std::mutex mutex;
  static auto& loaded = *new std::set<void*>; // libraries that ran
  const std::scoped_lock lock(mutex);
  // A name without a slash would be looked for elsewhere.
  void* const handle = dlopen(std::filesystem::absolute(library).c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr)
    throw FileError("load_plugin: " + last_error());
  if (loaded.contains(handle))
    return;
  const auto run = reinterpret_cast<void (*)()>(dlsym(handle, "troupe_plugin"));
  if (run == nullptr)
    throw FileError("load_plugin: " + library.string() + " is no plugin: it has no function troupe_plugin");
  try {
    run();
    loaded.insert(handle);
  } catch (const std::exception& error) {
    throw Error("load_plugin: " + library.string() + ": " + error.what());
  } catch (...) {
    throw Error("load_plugin: " + library.string()
                + ": troupe_plugin threw something that is not a std::exception");
  }
}

} // namespace troupe
