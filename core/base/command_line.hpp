#pragma once

#include "base/json.hpp"

#include <string>
#include <vector>

namespace dpl {

/// A `dpl` command that does what some params say, word by word.
class CommandLine {
public:
    /// "dpl", `command`
    explicit CommandLine(const std::string& command) : m_words{"dpl", command} { }

    /// Adds --name and the value as dpl reads it: numbers as Python prints them, lists with commas between their
    /// entries, and objects as JSON. A switch is --name alone where it is true, and nothing where it is false.
    void add(const std::string& name, const Json& value);

    /// The same; nothing where the value is the one by default.
    void addUnless(const Json& byDefault, const std::string& name, const Json& value);

    const std::vector<std::string>& words() const { return m_words; }

private:
    std::vector<std::string> m_words;
};

/// A command's words, and --device unless that is the CPU, which it takes by itself.
std::vector<std::string> onDevice(std::vector<std::string> words, const std::string& device);

/// Words as one line for a POSIX shell: those that need it in single quotes.
std::string shellText(const std::vector<std::string>& words);

} // namespace dpl
