#include <array>
#include <cstring>
#include <map>
#include <mutex>
#include <string>

#include <elf.h>
#include <link.h>

#include <troupe/codec.hpp>
#include <troupe/error.hpp>
#include <troupe/register_kernel.hpp>

namespace troupe::detail {

namespace {

/// Where a module lies in memory, and what names it.
struct Module {
  std::uintptr_t address; ///< looked for, within the module
  std::uintptr_t base = 0;
  std::string build_id;
};

std::string hexadecimal(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    text += "0123456789abcdef"[value >> 4];
    text += "0123456789abcdef"[value & 15];
  }
  return text;
}

/// The GNU build id among the notes of a segment, or empty.
std::string find_build_id(const char* notes, std::size_t size) {
  constexpr std::size_t alignment = 4;
  const auto aligned = [](std::size_t length) { return (length + alignment - 1) / alignment * alignment; };
  while (size >= sizeof(ElfW(Nhdr))) {
    ElfW(Nhdr) note;
    std::memcpy(&note, notes, sizeof note);
    const std::size_t whole = sizeof note + aligned(note.n_namesz) + aligned(note.n_descsz);
    if (whole > size)
      break;
    const char* const name = notes + sizeof note;
    if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 && std::memcmp(name, "GNU", 4) == 0)
      return hexadecimal({name + aligned(note.n_namesz), note.n_descsz});
    notes += whole;
    size -= whole;
  }
  return {};
}

/// For dl_iterate_phdr: fills in the module that holds the address, then stops.
int inspect_module(dl_phdr_info* info, std::size_t, void* data) {
  Module& module = *static_cast<Module*>(data);
  const std::span headers(info->dlpi_phdr, info->dlpi_phnum);
  const ElfW(Phdr)* code = nullptr;
  for (const auto& header : headers)
    if (header.p_type == PT_LOAD && module.address - info->dlpi_addr - header.p_vaddr < header.p_memsz)
      code = &header;
  if (code == nullptr)
    return 0;
  module.base = info->dlpi_addr;
  const auto in_memory = [&](const ElfW(Phdr) & header) {
    return reinterpret_cast<const char*>(info->dlpi_addr
                                         + header.p_vaddr); // NOLINT(performance-no-int-to-ptr)
  };
  for (const auto& header : headers)
    if (header.p_type == PT_NOTE && module.build_id.empty())
      module.build_id = find_build_id(in_memory(header), header.p_memsz);
  if (module.build_id.empty()) {
    // Linked without a build id: the code itself, which no relocation touches, tells builds apart.
    Hasher hasher;
    hasher.add(std::string_view(in_memory(*code), code->p_filesz));
    module.build_id = to_string(hasher.finish());
  }
  return 1;
}

/// "lambda/<build id>/<offset>" of a function's place.
std::string name_of_place(KernelFunction function) {
  Module module{reinterpret_cast<std::uintptr_t>(function), 0, {}};
  if (dl_iterate_phdr(inspect_module, &module) == 0)
    throw Error("kernel_of: the lambda lies in no loaded module");
  std::array<char, 2 * sizeof(std::uintptr_t) + 1> offset{};
  std::snprintf(offset.data(), offset.size(), "%zx", static_cast<std::size_t>(module.address - module.base));
  return "lambda/" + module.build_id + "/" + offset.data();
}

} // namespace

const Kernel& register_lambda(Kernel kernel) {
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  kernel.name = name_of_place(kernel.run);
  kernel.summary = "a lambda";
  // A linker may give lambdas with the same code one place: then they are one kernel.
  if (const Kernel* known = KernelRegistry::instance().find(kernel.name))
    return *known;
  return KernelRegistry::instance().add(std::move(kernel));
}

} // namespace troupe::detail
