#include "widgets/where_chooser.hpp"

#include "models/where_model.hpp"
#include "places/submit_line.hpp"
#include "widgets/combo_delegate.hpp"
#include "widgets/slurm_fields.hpp"
#include "widgets/wrong_mark.hpp"

#include <QAbstractItemView>
#include <QScrollBar>
#include <QSignalBlocker>

#include <algorithm>

namespace dpl::ui {

namespace {

constexpr const char* placeKey = "place";
constexpr int shortest = 10; // letters

/// Says in the list what a place is; the closed box has room for its name.
class WhereDelegate final : public ComboDelegate {
public:
    using ComboDelegate::ComboDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        ComboDelegate::initStyleOption(option, index);
        option->text = index.data(WhereModel::DescriptionRole).toString();
    }
};

QString windowName()
{
    return QString::fromStdString(places::windowPlace().name);
}

} // namespace

WhereChooser::WhereChooser(WhereModel& places, QWidget* parent)
    : QComboBox(parent), m_places(places), m_chosen(windowName()), m_fields(new SlurmFields(parent))
{
    setAccessibleName(tr("Where"));
    setObjectName(QStringLiteral("where"));
    setItemDelegate(new WhereDelegate(this));
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon); // of names that others gave
    setMinimumContentsLength(shortest);
    setModel(&m_places);
    connect(this, &QComboBox::activated, this, &WhereChooser::chosen);
    connect(&m_places, &WhereModel::changed, this, &WhereChooser::refresh);
    connect(m_fields, &SlurmFields::changed, this, [this] {
        m_script.clear();
        Q_EMIT changed();
    });
    connect(m_fields, &SlurmFields::scriptRequested, this, &WhereChooser::scriptRequested);
    refresh();
}

void WhereChooser::chosen(int row)
{
    const QString name = itemData(row, WhereModel::NameRole).toString();
    if (name.isEmpty()) {
        refresh(); // what was chosen stays
        Q_EMIT manageRequested();
    } else {
        choose(name);
    }
}

void WhereChooser::choose(const QString& name)
{
    m_chosen = name.isEmpty() ? windowName() : name;
    m_script.clear();
    refresh();
}

std::optional<PlaceRequest> WhereChooser::request() const
{
    const auto place = m_places.place(m_chosen);
    if (!place || place->kind == places::PlaceKind::window) {
        return std::nullopt;
    }
    PlaceRequest request{*place};
    if (!isThisComputer()) {
        request.slurm = m_fields->request();
        request.device = m_fields->device();
    }
    request.script = m_script;
    return request;
}

bool WhereChooser::isThisWindow() const
{
    return m_chosen == windowName();
}

bool WhereChooser::isThisComputer() const
{
    const auto place = m_places.place(m_chosen);
    return !place || place->kind == places::PlaceKind::window || place->kind == places::PlaceKind::apart;
}

QString WhereChooser::problem() const
{
    if (!m_places.hasRead() || isThisWindow()) {
        return {};
    }
    const auto place = m_places.place(m_chosen);
    if (!place) {
        return m_places.failure().isEmpty()
            ? tr("There is no place “%1” any more: choose another, or add it in Settings.").arg(m_chosen)
            : m_places.failure();
    }
    if (const std::string problem = place->problem(); !problem.empty()) {
        return tr("“%1”: %2").arg(m_chosen, QString::fromStdString(problem));
    }
    return isThisComputer() ? QString() : m_fields->problem();
}

std::vector<std::string> WhereChooser::command(std::vector<std::string> words) const
{
    const auto asked = request();
    return asked ? places::submitLine(asked->place, asked->slurm, std::move(words)) : words;
}

void WhereChooser::refresh()
{
    {
        const QSignalBlocker quiet(this);
        setPlaceholderText(m_chosen); // of one that is not there
        setCurrentIndex(findData(m_chosen, WhereModel::NameRole));
    }
    const auto place = m_places.place(m_chosen);
    const QString what = currentIndex() >= 0 ? currentData(WhereModel::DescriptionRole).toString() : problem();
    setToolTip(tr("Where the job runs%1\n\nDefault: this window.  Command line: dpl submit --place")
                   .arg(what.isEmpty() ? QStringLiteral(".") : QStringLiteral(": %1.").arg(what)));
    markWrong(*this, m_places.hasRead() && !isThisWindow() && !place);
    m_fields->setCluster(place && places::isSlurm(place->kind));
    m_fields->setVisible(!isThisComputer());
    Q_EMIT changed();
}

void WhereChooser::store(Json& json) const
{
    if (!isThisWindow()) {
        json[placeKey] = m_chosen.toStdString();
    }
    m_fields->store(json);
}

void WhereChooser::restore(const JsonObject& json)
{
    m_fields->restore(json);
    choose(QString::fromStdString(json.string(placeKey, "")));
}

void WhereChooser::showPopup()
{
    view()->setMinimumWidth(view()->sizeHintForColumn(0) + view()->verticalScrollBar()->sizeHint().width());
    QComboBox::showPopup();
    m_places.reload(); // another program may have changed them
}

} // namespace dpl::ui
