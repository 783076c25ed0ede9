#include "records/column_label.hpp"

#include "records/model_key.hpp"

namespace dpl::records {

std::string labelOfColumn(const std::string& name)
{
    const auto model = modelOfColumn(name);
    return model ? label(*model) : name;
}

} // namespace dpl::records
