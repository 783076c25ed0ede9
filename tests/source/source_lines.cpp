#include "source_lines.hpp"

#include <sstream>

namespace dpl::test {

std::vector<std::string> faultsByLine(const std::string& layer, const Sources& sources,
    const std::function<std::vector<std::string>(const std::string& line)>& faults)
{
    std::vector<std::string> places;
    for (const auto& [path, text] : sources) {
        std::istringstream lines(text);
        int number = 0;
        for (std::string line; std::getline(lines, line);) {
            ++number;
            for (const std::string& fault : faults(line)) {
                places.push_back(layer + "/" + path + ":" + std::to_string(number) + ": " + fault);
            }
        }
    }
    return places;
}

} // namespace dpl::test
