#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <string>

#include <spawn.h>
#include <sys/wait.h>

#include <troupe/error.hpp>
#include <troupe/partial_file.hpp>
#include <troupe/visualize.hpp>

extern char** environ; // NOLINT(readability-redundant-declaration): POSIX declares it nowhere

namespace troupe {

namespace {

/// The formats of dot, as extensions say them.
constexpr std::array<std::string_view, 3> formats{".svg", ".png", ".pdf"};

void write(const std::string& text, const std::filesystem::path& file) {
  std::ofstream stream(file, std::ios::binary);
  stream << text;
  stream.close();
  if (!stream)
    throw FileError("visualize: cannot write " + file.string());
}

/// Runs `dot` and waits for it.
void lay_out(const std::filesystem::path& text, const std::string& format,
             const std::filesystem::path& picture) {
  const std::string flag = "-T" + format, in = text.string(), out = picture.string();
  const std::array<const char*, 6> words{"dot", flag.c_str(), "-o", out.c_str(), in.c_str(), nullptr};
  pid_t child = 0;
  if (const int error =
          posix_spawnp(&child, "dot", nullptr, nullptr, const_cast<char**>(words.data()), environ))
    throw FileError(std::string("visualize: cannot run graphviz' program dot: ") + std::strerror(error)
                    + "; install graphviz, or write a .dot file");
  int status = 0;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR)
      throw FileError(std::string("visualize: dot got lost: ") + std::strerror(errno));
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    throw FileError("visualize: dot could not draw " + picture.string());
}

} // namespace

void visualize(const Graph& graph, std::span<const TaskId> wanted, const std::filesystem::path& file,
               const DrawingOptions& options) {
  const std::string extension = file.extension().string();
  const bool is_picture = std::ranges::find(formats, extension) != formats.end();
  if (!is_picture && extension != ".dot")
    throw ValueError("visualize: " + file.string() + " is no .svg, .png, .pdf or .dot");
  const std::string text = to_dot(graph, wanted, options);
  const PartialFile result(file);
  if (!is_picture) {
    write(text, result.path());
  } else {
    const PartialFile source(file.string() + ".dot"); // removed in any case
    write(text, source.path());
    lay_out(source.path(), extension.substr(1), result.path());
  }
  result.finish();
}

} // namespace troupe
