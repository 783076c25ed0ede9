#include "records/output_columns.hpp"

#include "base/error.hpp"

namespace dpl::records {

void readOutputs(JsonScanner& scanner, const std::string& field, ModelOutputs& into)
{
    int count = 0;
    try {
        scanner.beginArray();
        while (scanner.nextElement()) {
            into.values.push_back(scanner.number());
            if (++count > mostOutputs) {
                scanner.fail("more than " + std::to_string(mostOutputs) + " outputs");
            }
        }
    } catch (const Error& error) {
        throw Error(std::string(error.what()) + " (in " + field + ")");
    }
    if (count == 0) {
        scanner.fail(field + ": the list is empty; a reward model has at least one output");
    }
    if (into.outputs != 0 && count != into.outputs) {
        scanner.fail(
            field + ": " + std::to_string(count) + " outputs, where earlier rows have " + std::to_string(into.outputs));
    }
    into.outputs = count;
}

} // namespace dpl::records
