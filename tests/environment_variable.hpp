#pragma once

#include <cstdlib>
#include <optional>
#include <string>

namespace dpl::test {

/// Sets a variable of the environment, or takes it out, for as long as it lives.
class EnvironmentVariable {
public:
    explicit EnvironmentVariable(std::string name, const std::optional<std::string>& value = std::nullopt)
        : m_name(std::move(name))
    {
        if (const char* before = std::getenv(m_name.c_str())) {
            m_before = before;
        }
        put(value);
    }
    ~EnvironmentVariable() { put(m_before); }
    EnvironmentVariable(const EnvironmentVariable&) = delete;
    EnvironmentVariable& operator=(const EnvironmentVariable&) = delete;

    void put(const std::optional<std::string>& value)
    {
        if (value) {
            ::setenv(m_name.c_str(), value->c_str(), 1);
        } else {
            ::unsetenv(m_name.c_str());
        }
    }

private:
    std::string m_name;
    std::optional<std::string> m_before;
};

} // namespace dpl::test
