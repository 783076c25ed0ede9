#include "base/command_line.hpp"

#include "base/format.hpp"
#include "base/json_text.hpp"

namespace dpl {

namespace {

std::string textOf(const Json& value)
{
    if (value.is_string()) {
        return value.get<std::string>();
    }
    if (value.is_number_float()) {
        return formatLikePython(value.get<double>());
    }
    if (value.is_array()) {
        std::string list;
        for (const Json& entry : value) {
            list += (list.empty() ? "" : ",") + textOf(entry);
        }
        return list;
    }
    return dumpJson(value);
}

bool isPlain(const std::string& word)
{
    return !word.empty()
        && word.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+=./:,@%")
        == std::string::npos;
}

std::string quoted(const std::string& word)
{
    std::string text = "'";
    for (const char c : word) {
        text += c == '\'' ? std::string("'\\''") : std::string(1, c);
    }
    return text + "'";
}

} // namespace

void CommandLine::add(const std::string& name, const Json& value)
{
    if (!value.is_boolean()) {
        m_words.insert(m_words.end(), {"--" + name, textOf(value)});
    } else if (value.get<bool>()) {
        m_words.push_back("--" + name);
    }
}

void CommandLine::addUnless(const Json& byDefault, const std::string& name, const Json& value)
{
    if (value != byDefault) {
        add(name, value);
    }
}

std::vector<std::string> onDevice(std::vector<std::string> words, const std::string& device)
{
    if (device != "cpu") {
        words.insert(words.end(), {"--device", device});
    }
    return words;
}

std::string shellText(const std::vector<std::string>& words)
{
    std::string line;
    for (const std::string& word : words) {
        line += (line.empty() ? "" : " ") + (isPlain(word) ? word : quoted(word));
    }
    return line;
}

} // namespace dpl
