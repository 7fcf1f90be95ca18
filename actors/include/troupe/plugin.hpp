#pragma once

#include <filesystem>

/// What a plugin defines, and `load_plugin` calls once: it registers the plugin's kernels and user types.
///
///     #include <troupe/plugin.hpp>
///     #include <troupe/register_kernel.hpp>
///
///     void troupe_plugin() { troupe::register_kernel("halve", [](double x) { return x / 2; }); }
///
/// Built with Troupe's headers, those of the program's version, and linked with none of its libraries:
///
///     g++ -std=c++20 -O2 -shared -fPIC halve.cpp -o libhalve.so
extern "C" void troupe_plugin();

namespace troupe {

/// Loads a shared library with kernels into this process, where they stay. From the second time on it does nothing.
///
/// The library takes Troupe's functions from the program, which must export them (CMake: `ENABLE_EXPORTS`, and the libraries as
/// a whole); the command `troupe` does. The library runs with all rights of the program: load only what you trust.
///
/// \throws FileError naming the file, if it cannot be loaded, or is no plugin; Error for what its `troupe_plugin` throws.
void load_plugin(const std::filesystem::path& library);

} // namespace troupe
