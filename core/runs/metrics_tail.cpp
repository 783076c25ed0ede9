#include "runs/metrics_tail.hpp"

#include "base/error.hpp"
#include "base/json_scanner.hpp"
#include "base/whole_number.hpp"

#include <algorithm>
#include <fstream>
#include <limits>
#include <optional>

namespace dpl::runs {

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t beginningBytes = 256;
constexpr std::size_t chunkBytes = std::size_t(1) << 22;
constexpr std::uint64_t tailBytes = 32768;

struct Line {
    std::string series;
    std::optional<std::int64_t> step;
    double seconds = none;
    std::vector<std::pair<std::string, double>> values;
};

Line parseLine(std::string_view text, const std::string& source, std::int64_t number)
{
    Line line;
    JsonScanner scanner(text, source, number);
    scanner.beginObject();
    std::string name;
    for (std::string_view key; scanner.nextMember(key);) {
        name = key;
        if (name == "series") {
            line.series = scanner.string();
        } else if (scanner.atNull()) {
            scanner.skip();
            line.values.emplace_back(name, none);
        } else if (name == "step") {
            line.step = wholeNumber(scanner.number());
            if (!line.step) {
                scanner.fail("a step is a whole number");
            }
        } else if (name == "time") {
            line.seconds = scanner.number();
        } else {
            line.values.emplace_back(name, scanner.number());
        }
    }
    scanner.end();
    if (line.series.empty() || !line.step) {
        throw Error(source + ":" + std::to_string(number) + ": a line of metrics must have a series and a step");
    }
    return line;
}

std::string readBytes(std::ifstream& stream, std::uint64_t offset, std::size_t count)
{
    std::string bytes(count, '\0');
    stream.clear();
    stream.seekg(static_cast<std::streamoff>(offset));
    stream.read(bytes.data(), static_cast<std::streamsize>(count));
    bytes.resize(static_cast<std::size_t>(stream.gcount()));
    return bytes;
}

} // namespace

MetricsTail::MetricsTail(std::filesystem::path folder) : m_folder(std::move(folder)), m_file(m_folder / "metrics.jsonl")
{
}

void MetricsTail::startAgain()
{
    m_series.clear();
    m_beginning.clear();
    m_offset = 0;
    m_lines = 0;
    ++m_revision;
}

bool MetricsTail::update()
{
    const std::uint64_t before = m_revision;
    std::error_code error;
    const auto size = std::filesystem::file_size(m_file, error);
    if (error) {
        if (m_offset > 0) {
            startAgain();
        }
        return m_revision != before;
    }
    std::ifstream stream(m_file, std::ios::binary);
    if (!stream) {
        throw Error("cannot read " + m_file.string());
    }
    if (m_offset > 0 && (size < m_offset || readBytes(stream, 0, m_beginning.size()) != m_beginning)) {
        startAgain();
    }
    std::string rest;
    for (;;) {
        const std::string chunk = readBytes(stream, m_offset + rest.size(), chunkBytes);
        if (chunk.empty()) {
            break;
        }
        rest += chunk;
        std::size_t begin = 0;
        for (std::size_t end = 0; (end = rest.find('\n', begin)) != std::string::npos; begin = end + 1) {
            take(std::string_view(rest).substr(begin, end - begin));
            m_offset += end + 1 - begin;
        }
        rest.erase(0, begin);
    }
    if (m_beginning.size() < beginningBytes && m_offset > m_beginning.size()) {
        m_beginning = readBytes(stream, 0, std::min<std::uint64_t>(m_offset, beginningBytes));
    }
    return m_revision != before;
}

void MetricsTail::take(std::string_view text)
{
    const Line line = parseLine(text, m_file.string(), m_lines + 1);
    ++m_lines;
    ++m_revision;
    MetricSeries& series = m_series[line.series];
    const std::int64_t step = *line.step;
    std::size_t at = series.steps.size();
    if (series.steps.empty() || step > series.steps.back()) {
        series.steps.push_back(step);
        series.seconds.push_back(line.seconds);
        for (auto& [name, values] : series.values) {
            values.push_back(none);
        }
    } else {
        const auto found = std::lower_bound(series.steps.begin(), series.steps.end(), step);
        at = static_cast<std::size_t>(found - series.steps.begin());
        const bool isNew = *found != step;
        const auto offset = static_cast<std::ptrdiff_t>(at);
        if (isNew) {
            series.steps.insert(found, step);
            series.seconds.insert(series.seconds.begin() + offset, none);
        }
        series.seconds[at] = line.seconds;
        for (auto& [name, values] : series.values) {
            if (isNew) {
                values.insert(values.begin() + offset, none);
            }
            values[at] = none;
        }
    }
    for (const auto& [name, value] : line.values) {
        std::vector<double>& values = series.values[name];
        values.resize(series.steps.size(), none);
        values[at] = value;
    }
}

std::map<std::string, double> lastMetrics(const std::filesystem::path& folder)
{
    std::map<std::string, double> last;
    const std::filesystem::path file = folder / "metrics.jsonl";
    std::error_code error;
    const auto size = std::filesystem::file_size(file, error);
    if (error) {
        return last;
    }
    std::ifstream stream(file, std::ios::binary);
    const std::uint64_t begin = size > tailBytes ? size - tailBytes : 0;
    const std::string tail = readBytes(stream, begin, tailBytes);
    // From the end, until both series were met; a first line that begins before the tail is not whole.
    bool train = false;
    bool eval = false;
    std::size_t end = tail.rfind('\n');
    while (end != std::string::npos && end > 0 && !(train && eval)) {
        const std::size_t before = tail.rfind('\n', end - 1);
        if (before == std::string::npos && begin > 0) {
            break;
        }
        const std::size_t start = before == std::string::npos ? 0 : before + 1;
        try {
            const Line line = parseLine(std::string_view(tail).substr(start, end - start), file.string(), 1);
            bool& met = line.series == "eval" ? eval : train;
            if (line.series == "eval" && line.step == 0) {
                eval = true;
            } else if (!met && (line.series == "eval" || line.series == "train")) {
                met = true;
                for (const auto& [name, value] : line.values) {
                    last[line.series + "/" + name] = value;
                }
                last[line.series + "/time"] = line.seconds;
            }
        } catch (const Error&) {
            break; // a damaged line is said where its curve is drawn
        }
        end = before;
    }
    return last;
}

} // namespace dpl::runs
