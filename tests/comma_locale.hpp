#pragma once

#include "temporary_folder.hpp"

#include <clocale>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

namespace dpl::test {

/// A locale with decimal commas, as on a German desktop, whether one is installed or not: its file as localedef of the
/// GNU C library writes it, in a folder of its own. While it lives, the C library's functions and programs that are
/// started use it.
class CommaLocale {
public:
    static constexpr const char* name = "de_DE.UTF-8";

    CommaLocale() : m_before(std::setlocale(LC_NUMERIC, nullptr))
    {
        constexpr char content[] = "\x14\x11\x03\x20\x06\x00\x00\x00\x20\x00\x00\x00\x22\x00\x00\x00\x24\x00\x00\x00"
                                   "\x28\x00\x00\x00\x2c\x00\x00\x00\x30\x00\x00\x00\x2c\x00\x2e\x00\x03\x03\x00\x00"
                                   "\x2c\x00\x00\x00\x2e\x00\x00\x00UTF-8";
        std::filesystem::create_directories(m_folder / name);
        std::ofstream(m_folder / name / "LC_NUMERIC", std::ios::binary).write(content, sizeof content);
        ::setenv("LOCPATH", m_folder.path().c_str(), 1);
        ::setenv("LC_NUMERIC", name, 1);
        ::unsetenv("LC_ALL");
        std::setlocale(LC_NUMERIC, name);
    }

    ~CommaLocale()
    {
        std::setlocale(LC_NUMERIC, m_before.c_str());
        for (const auto& [variable, value] :
            {std::pair("LOCPATH", m_path), {"LC_NUMERIC", m_numeric}, {"LC_ALL", m_all}}) {
            value ? ::setenv(variable, value->c_str(), 1) : ::unsetenv(variable);
        }
    }

    CommaLocale(const CommaLocale&) = delete;
    CommaLocale& operator=(const CommaLocale&) = delete;

    /// Not where the C library is another, or the machine's bytes are in another order.
    bool isInForce() const { return std::strcmp(std::localeconv()->decimal_point, ",") == 0; }

private:
    static std::optional<std::string> valueOf(const char* variable)
    {
        const char* value = std::getenv(variable);
        return value ? std::optional<std::string>(value) : std::nullopt;
    }

    TemporaryFolder m_folder;
    std::string m_before;
    std::optional<std::string> m_path = valueOf("LOCPATH");
    std::optional<std::string> m_numeric = valueOf("LC_NUMERIC");
    std::optional<std::string> m_all = valueOf("LC_ALL");
};

} // namespace dpl::test
