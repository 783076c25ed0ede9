#include "shell/place_trial.hpp"

#include "base/error.hpp"
#include "base/stopped.hpp"
#include "jobs/place_request.hpp"
#include "places/place_test.hpp"
#include "widgets/wrapping_label.hpp"

#include <QPushButton>
#include <QVBoxLayout>

namespace dpl::ui {

PlaceTrial::PlaceTrial(PlaceAccess access, QWidget* parent)
    : QWidget(parent), m_access(std::move(access)), m_button(new QPushButton(tr("Test"), this)),
      m_outcome(new WrappingLabel(this))
{
    m_button->setAccessibleName(tr("Test the place"));
    m_button->setToolTip(tr("Ask the place which version of dpl it has, and whether runs can be made in its folder"));
    m_button->setAutoDefault(false);
    m_outcome->setWordWrap(true);
    m_outcome->setAccessibleName(tr("What came of the test"));
    m_outcome->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_outcome);
    connect(m_button, &QPushButton::clicked, this, &PlaceTrial::test);
    setPlace(std::nullopt);
}

void PlaceTrial::setPlace(const std::optional<places::Place>& place)
{
    m_button->setEnabled(place.has_value());
    if (place == m_place && place) {
        return;
    }
    m_place = place;
    m_testing.cancel();
    show({}, true);
}

QString PlaceTrial::outcome() const
{
    return m_outcome->text();
}

void PlaceTrial::test()
{
    if (!m_place) {
        return;
    }
    const QString name = placeName(*m_place);
    show(tr("%1: is being asked…").arg(name), true);
    m_testing.start(
        this,
        [place = *m_place, access = m_access](const std::stop_token& stop) {
            if (access.connect) {
                try {
                    access.connect(place, *access.shells, stop);
                } catch (const Stopped&) {
                    throwIfStopped(stop);
                    throw Error("you did not connect to it");
                }
            }
            return places::test(place, *access.shells, stop);
        },
        [this, name](const places::PlaceTest& result) {
            show(tr("%1: %2").arg(name, QString::fromStdString(result.text())), result.problem.empty());
            Q_EMIT tested();
        },
        [this, name](const QString& message) {
            show(tr("%1: %2").arg(name, message), false);
            Q_EMIT tested();
        });
}

void PlaceTrial::show(const QString& text, bool isGood)
{
    m_outcome->setText(text);
    m_outcome->setForegroundRole(isGood ? QPalette::PlaceholderText : QPalette::BrightText);
    setVisible(!text.isEmpty());
}

} // namespace dpl::ui
