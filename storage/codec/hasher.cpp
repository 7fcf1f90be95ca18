#include <array>
#include <cstring>
#include <string>

#include <troupe/codec.hpp>

// Two lanes, each a chain of folded 64 x 64 -> 128 bit multiplications over 16 bytes at a time, as in wyhash
// (github.com/wangyi-fudan/wyhash), with keys of their own: a pair of inputs that collides in one lane does
// not in the other. Long runs of bytes are read in four independent streams, which are joined at the end.

namespace troupe {

namespace {

// The digits of pi behind the point (as in Blowfish's tables), made odd: any fixed numbers without pattern
// serve.
constexpr std::array<std::uint64_t, 8> high_keys{0x243f6a8885a308d3, 0x13198a2e03707345, 0xa4093822299f31d1,
                                                 0x082efa98ec4e6c89, 0x452821e638d01377, 0xbe5466cf34e90c6d,
                                                 0xc0ac29b7c97c50dd, 0x3f84d5b5b5470917};
constexpr std::array<std::uint64_t, 8> low_keys{0x9216d5d98979fb1b, 0xd1310ba698dfb5ad, 0x2ffd72dbd01adfb7,
                                                0xb8e1afed6a267e97, 0xba7c9045f12c7f99, 0x24a19947b3916cf7,
                                                0x0801f2e2858efc17, 0x636920d871574e69};

constexpr std::size_t streams = 4;
constexpr std::size_t word_pair = 16;

__extension__ using Wide = unsigned __int128;

std::uint64_t fold(std::uint64_t left, std::uint64_t right) {
  const Wide product = static_cast<Wide>(left) * right;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

std::uint64_t read_word(const char* bytes) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

std::string hexadecimal(std::uint64_t number) {
  std::string digits(16, '0');
  for (std::size_t i = 16; i-- > 0; number >>= 4)
    digits[i] = "0123456789abcdef"[number & 15];
  return digits;
}

} // namespace

std::string to_string(const Digest& digest) { return hexadecimal(digest.high) + hexadecimal(digest.low); }

void Hasher::mix(std::uint64_t first, std::uint64_t second) {
  // The words are added once more behind the product, so that a factor that happens to be 0 loses nothing.
  high_ = fold(high_ ^ first, second ^ high_keys[0]) + (second ^ (first << 1 | first >> 63));
  low_ = fold(low_ ^ second, first ^ low_keys[0]) + (first ^ (second << 1 | second >> 63));
}

void Hasher::add(std::uint64_t number) { mix(number, 0x6e756d6265720000); }

void Hasher::add(const Digest& digest) { mix(digest.high, digest.low); }

void Hasher::add(std::string_view bytes) {
  mix(bytes.size(), 0x6279746573000000);
  if (bytes.size() >= 2 * streams * word_pair) {
    std::array<std::uint64_t, streams> high{}, low{};
    for (std::size_t i = 0; i < streams; ++i) {
      high[i] = high_ + high_keys[i + 4];
      low[i] = low_ + low_keys[i + 4];
    }
    for (; bytes.size() >= streams * word_pair; bytes.remove_prefix(streams * word_pair))
      for (std::size_t i = 0; i < streams; ++i) {
        const std::uint64_t first = read_word(bytes.data() + i * word_pair);
        const std::uint64_t second = read_word(bytes.data() + i * word_pair + 8);
        high[i] = fold(high[i] ^ first, second ^ high_keys[i]) + first;
        low[i] = fold(low[i] ^ second, first ^ low_keys[i]) + second;
      }
    for (std::size_t i = 0; i < streams; ++i)
      mix(high[i], low[i]);
  }
  for (; bytes.size() >= word_pair; bytes.remove_prefix(word_pair))
    mix(read_word(bytes.data()), read_word(bytes.data() + 8));
  if (!bytes.empty()) {
    std::array<char, word_pair> last{};
    std::memcpy(last.data(), bytes.data(), bytes.size());
    mix(read_word(last.data()), read_word(last.data() + 8));
  }
}

// Three rounds of a Feistel network: every bit reaches every other, and no two states meet.
Digest Hasher::finish() const {
  Digest digest{high_, low_};
  digest.low ^= fold(digest.high ^ high_keys[1], high_keys[2]);
  digest.high ^= fold(digest.low ^ low_keys[1], low_keys[2]);
  digest.low ^= fold(digest.high ^ high_keys[3], low_keys[3]);
  return digest;
}

} // namespace troupe
