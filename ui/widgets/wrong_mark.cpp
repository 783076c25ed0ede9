#include "widgets/wrong_mark.hpp"

#include <QVariant>
#include <QWidget>

namespace dpl::ui {

namespace {

constexpr const char* property = "isWrong";

} // namespace

void markWrong(QWidget& field, bool isWrong)
{
    if (isWrong != isMarkedWrong(&field)) {
        field.setProperty(property, isWrong);
        field.update();
    }
}

bool isMarkedWrong(const QWidget* field)
{
    return field && field->property(property).toBool();
}

} // namespace dpl::ui
