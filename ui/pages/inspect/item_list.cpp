#include "pages/inspect/item_list.hpp"

#include "base/background.hpp"
#include "base/error.hpp"
#include "base/font_scale.hpp"
#include "base/icon.hpp"
#include "models/inspection_model.hpp"
#include "widgets/folding_row.hpp"
#include "widgets/notice_row.hpp"
#include "widgets/reading_table.hpp"
#include "widgets/report_table_card.hpp"
#include "widgets/secondary_label.hpp"

#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QShortcut>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

namespace dpl::ui {

namespace {

constexpr int starWidth = 40;
constexpr int subsetWidth = 76;
constexpr int numberWidth = 64;
constexpr int besideHeading = 8;
constexpr int besidePlaceholder = 24; // the field's edges

} // namespace

ItemList::ItemList(QWidget* parent) : Card(parent)
{
    m_search = new QLineEdit;
    m_search->setClearButtonEnabled(true);
    m_search->setAccessibleName(tr("Search in prompts and responses"));
    m_search->setToolTip(tr("Show only rows with this text in their prompt or a response, ignoring case (Ctrl+F)"));
    m_subset = new QComboBox;
    m_subset->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_subset->setAccessibleName(tr("Subset"));
    m_subset->setToolTip(tr("Show only the rows of one subset (data_subset in their file)"));
    m_place = new QComboBox;
    m_place->setAccessibleName(tr("Model whose numbers are shown"));
    m_model = new InspectionModel(this);
    m_table = readingTable(m_model, tr("Comparisons and prompts"));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setWordWrap(false);
    m_table->viewport()->installEventFilter(this);
    QHeaderView* header = m_table->horizontalHeader();
    header->setSectionsClickable(true);
    header->setSortIndicatorShown(true);
    header->setSortIndicator(-1, Qt::DescendingOrder);
    header->setMinimumSectionSize(40);
    header->setSectionResizeMode(InspectionModel::PromptColumn, QHeaderView::Interactive);

    auto* row = new FoldingRow;
    row->addWidget(m_search);
    row->addWidget(m_subset);
    body()->addLayout(row);
    m_starredOnly =
        cardButton(QStringLiteral("star"), tr("Starred rows only"), tr("Show only the rows that you starred"));
    m_starredOnly->setCheckable(true);
    auto* exporting =
        cardButton(QStringLiteral("export"), tr("Export the rows"), tr("Write the rows as they are listed as JSONL…"));
    m_chosenRow = new NoticeRow(Tone::accent);
    m_chosenRow->setText({});
    auto* all = new QAction(tr("Show all rows"), this);
    connect(all, &QAction::triggered, this, [this] { choose({}, {}); });
    m_chosenRow->addButton(all);
    body()->addWidget(m_chosenRow);
    m_place->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_place->setMinimumContentsLength(12);
    auto* second = new QHBoxLayout;
    second->setSpacing(8);
    second->addWidget(m_place, 1);
    second->addWidget(m_starredOnly);
    second->addWidget(exporting);
    body()->addLayout(second);
    m_nothing = new SecondaryLabel;
    m_nothing->setWordWrap(true);
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->hide();
    body()->addWidget(m_table, 1);
    body()->addWidget(m_nothing, 1);

    m_searchDelay.setSingleShot(true);
    m_searchDelay.setInterval(120);
    connect(m_search, &QLineEdit::textChanged, &m_searchDelay, qOverload<>(&QTimer::start));
    connect(&m_searchDelay, &QTimer::timeout, this, &ItemList::searchNow);
    connect(m_subset, &QComboBox::currentIndexChanged, this, &ItemList::selectItems);
    connect(m_place, &QComboBox::currentIndexChanged, this, [this] {
        if (!m_columns) {
            return;
        }
        const auto before = selected();
        nameThePlace();
        m_model->setColumns(m_listed, place());
        m_order.place = place();
        selectItems();
        if (before) {
            select(*before);
        }
        Q_EMIT placeChanged();
    });
    connect(header, &QHeaderView::sectionClicked, this, [this, header](int column) {
        // A first click shows the highest first; a third returns to the file's order.
        const bool again = header->property("sortedBy").toInt() == column && header->property("sorted").toBool();
        const bool wasDescending = m_order.descending;
        const auto order = m_model->order(column, !(again && wasDescending));
        const bool toFile = !order || (again && !wasDescending);
        m_order = toFile ? inspection::ItemOrder{} : *order;
        header->setProperty("sortedBy", column);
        header->setProperty("sorted", !toFile);
        header->setSortIndicator(toFile ? -1 : column, m_order.descending ? Qt::DescendingOrder : Qt::AscendingOrder);
        sortItems();
        m_table->scrollToTop(); // where what was sorted for is
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &ItemList::selectionChanged);
    connect(m_starredOnly, &QToolButton::toggled, this, &ItemList::selectItems);
    connect(exporting, &QToolButton::clicked, this, &ItemList::exportRequested);
    connect(m_table, &QTableView::clicked, this, [this](const QModelIndex& index) {
        if (index.column() == InspectionModel::StarColumn) {
            toggleStar();
        }
    });
    auto* star = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_D), m_table);
    star->setContext(Qt::WidgetWithChildrenShortcut);
    connect(star, &QShortcut::activated, this, &ItemList::toggleStar);
}

void ItemList::choose(std::vector<bool> items, const QString& what)
{
    m_chosen = std::move(items);
    m_chosenRow->setText(what);
    if (!what.isEmpty()) {
        const QSignalBlocker search(m_search);
        const QSignalBlocker subset(m_subset);
        const QSignalBlocker starred(m_starredOnly);
        m_search->clear();
        m_matching.cancel();
        m_matches.clear();
        m_subset->setCurrentIndex(0);
        m_starredOnly->setChecked(false);
    }
    selectItems();
}

QString ItemList::chosenWhat() const
{
    return m_chosenRow->text();
}

QString ItemList::nothingText() const
{
    return m_nothing->text();
}

void ItemList::setStars(const inspection::Stars& stars)
{
    m_stars = stars;
    showStars();
}

void ItemList::showStars()
{
    try {
        m_starred = m_columns ? m_stars.in(m_columns->inspection()) : std::vector<bool>();
    } catch (const Error&) {
        m_starred.clear(); // the row's own text says what is wrong with it
    }
    m_model->setStars(m_starred);
}

void ItemList::toggleStar()
{
    const auto item = selected();
    if (!item || *item >= m_starred.size()) {
        return;
    }
    m_starred[*item] = !m_starred[*item];
    m_stars.set(m_columns->inspection(), *item, m_starred[*item]);
    m_model->setStars(m_starred);
    if (m_starredOnly->isChecked()) {
        selectItems();
    }
    Q_EMIT starsChanged();
}

void ItemList::setColumns(std::shared_ptr<inspection::InspectionColumns> columns)
{
    const bool other = !m_columns || !columns || &m_columns->inspection() != &columns->inspection();
    const auto before = selected();
    m_columns = std::move(columns);
    m_listed = m_columns ? std::make_shared<inspection::InspectionColumns>(*m_columns) : nullptr;
    m_spare = nullptr;
    m_alphaMoved = false;
    if (other) {
        m_matches.clear();
        m_matching.cancel();
        m_chosen.clear();
        m_chosenRow->setText({});
    }
    fillPlaces();
    if (!m_columns) {
        m_model->setColumns(nullptr, 0);
        return;
    }
    m_order.place = place();
    m_model->setColumns(m_listed, place());
    if (other) {
        fillSubsets();
        showStars();
    }
    selectItems();
    if (!other && before) {
        select(*before);
    } else if (m_model->rowCount() > 0) {
        m_table->selectRow(0);
    }
    if (other && !m_search->text().isEmpty()) {
        searchNow();
    }
}

void ItemList::fillSubsets()
{
    const QSignalBlocker blocker(m_subset);
    m_subset->clear();
    m_subset->addItem(tr("All subsets"), -1);
    const auto& names = m_columns->inspection().subsets();
    for (std::size_t i = 0; i < names.size(); ++i) {
        m_subset->addItem(QString::fromStdString(names[i]), int(i));
    }
    m_subset->setMinimumWidth(m_subset->sizeHint().width()); // its least width is the one from when it was empty
}

void ItemList::fillPlaces()
{
    const QSignalBlocker blocker(m_place);
    const QString before = m_place->currentText();
    m_place->clear();
    if (!m_columns) {
        return;
    }
    int start = 0;
    for (std::size_t place = 0; place < m_columns->models().size(); ++place) {
        const auto& model = m_columns->model(place);
        m_place->addItem(tr("Numbers of %1").arg(QString::fromStdString(model.name)));
        if (start == 0 && !model.head->isPoint()) {
            start = int(place); // sigma is what the others have and a base model lacks
        }
    }
    const int known = m_place->findText(before);
    m_place->setCurrentIndex(known >= 0 ? known : start);
    nameThePlace();
}

/// Where it is narrow, the name is cut.
void ItemList::nameThePlace()
{
    m_place->setToolTip(tr("The model whose numbers the table and the scatter show") + u'\n' + m_place->currentText());
}

std::size_t ItemList::place() const
{
    return std::size_t(std::max(0, m_place->currentIndex()));
}

void ItemList::searchNow()
{
    m_matching.cancel();
    const QString text = m_search->text();
    if (text.isEmpty() || !m_columns) {
        m_matches.clear();
        selectItems();
        return;
    }
    m_matching.start(
        this,
        [inspection = m_columns->shared(), wanted = text.toStdString()](
            const std::stop_token& stop) { return inspection::itemsWithText(*inspection, wanted, stop); },
        [this](std::vector<bool> matches) {
            m_matches = std::move(matches);
            selectItems();
        },
        [this](const QString& message) { m_search->setToolTip(message); });
}

void ItemList::selectItems()
{
    sortItems();
    Q_EMIT itemsChanged();
}

/// A search among some of the rows says so: one that finds nothing there may find it elsewhere.
void ItemList::nameTheSearch()
{
    const auto& inspection = m_columns->inspection();
    QStringList parts;
    if (const auto pairs = inspection.count(inspection::ItemKind::comparison)) {
        parts << (pairs == 1 ? tr("1 pair") : tr("%L1 pairs").arg(pairs));
    }
    if (const auto prompts = inspection.count(inspection::ItemKind::prompt)) {
        parts << (prompts == 1 ? tr("1 prompt") : tr("%L1 prompts").arg(prompts));
    }
    const QString all = tr("Search %1").arg(parts.join(tr(" and ")));
    const QString some = tr("Search these rows");
    m_search->setPlaceholderText(isRestricted() ? some : all);
    m_search->setMinimumWidth(
        std::max(m_search->fontMetrics().horizontalAdvance(all), m_search->fontMetrics().horizontalAdvance(some))
        + forFont(*this, besidePlaceholder));
    m_nothing->setText(!m_chosen.empty()
            ? tr("None of the rows from Results is like that. Search for other words, or show all rows.")
            : isRestricted() ? tr("None of these rows is like that. Search for other words, or list those of all "
                                  "subsets, starred or not.")
                             : tr("No row is like that. Search for other words."));
}

bool ItemList::isRestricted() const
{
    return !m_chosen.empty() || m_subset->currentData().toInt() >= 0 || m_starredOnly->isChecked();
}

void ItemList::sortItems()
{
    if (!m_columns || m_columns->models().empty()) {
        return;
    }
    nameTheSearch();
    const auto before = selected();
    std::set<std::uint32_t> subsets;
    if (m_subset->currentData().toInt() >= 0) {
        subsets.insert(std::uint32_t(m_subset->currentData().toInt()));
    }
    std::vector<bool> marked = inspection::bothOf(m_matches, m_chosen);
    if (m_starredOnly->isChecked()) {
        marked = inspection::bothOf(marked, m_starred);
    }
    m_model->setItems(inspection::selectItems(*m_listed, subsets, marked, m_order));
    m_table->setHidden(m_model->rowCount() == 0);
    m_nothing->setVisible(m_model->rowCount() == 0);
    if (before && m_model->find(*before).isValid()) {
        select(*before);
    } else if (m_model->rowCount() > 0) {
        m_table->selectRow(0);
    }
}

void ItemList::followAlpha()
{
    m_alphaMoved = true;
    if (m_following || !m_columns || m_columns->models().empty()) {
        return; // what is on its way asks again
    }
    m_following = true;
    m_alphaMoved = false;
    if (!m_spare) {
        m_spare = std::make_shared<inspection::InspectionColumns>(*m_listed);
    }
    using Columns = std::shared_ptr<inspection::InspectionColumns>;
    inBackground(
        this,
        [columns = m_spare, alpha = m_columns->alpha(), place = place()] {
            columns->setAlpha(alpha);
            for (const inspection::Measure measure : inspection::allMeasures) {
                columns->values(measure, place); // computed here, looked up by the table
            }
            return columns;
        },
        [this](const Columns& columns) {
            m_following = false;
            if (columns == m_spare) { // and not of what was open before
                std::swap(m_listed, m_spare);
                m_model->followAlpha(m_listed);
                if (m_order.by == inspection::ItemOrder::By::measure && dependsOnAlpha(m_order.measure)) {
                    sortItems();
                }
            }
            if (m_alphaMoved) {
                followAlpha();
            }
        },
        [this](const QString&) { m_following = false; });
}

void ItemList::select(std::size_t item)
{
    const QModelIndex index = m_model->find(item);
    if (index.isValid()) {
        m_table->selectRow(index.row());
        m_table->scrollTo(index.siblingAtColumn(m_table->columnAt(8)), QAbstractItemView::EnsureVisible);
    }
}

std::optional<std::size_t> ItemList::selected() const
{
    const QModelIndex index = m_table->currentIndex();
    return index.isValid() && m_columns ? std::optional(m_model->item(index)) : std::nullopt;
}

const std::vector<std::uint32_t>& ItemList::items() const
{
    return m_model->items();
}

bool ItemList::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_table->viewport() && event->type() == QEvent::Resize) {
        fitPrompt();
    }
    return Card::eventFilter(watched, event);
}

void ItemList::fitPrompt()
{
    // The prompt is what one reads: it has the width that numbers leave, of which two at least are to be seen.
    QHeaderView* header = m_table->horizontalHeader();
    int widest = forFont(*this, numberWidth);
    for (int column = InspectionModel::FirstMeasure; column < header->count(); ++column) {
        const QString heading = m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        widest = std::max(widest, header->fontMetrics().horizontalAdvance(heading) + besideHeading);
    }
    if (widest != header->defaultSectionSize()) {
        header->setDefaultSectionSize(widest); // of every section
        header->resizeSection(InspectionModel::StarColumn, forFont(*this, starWidth));
        header->resizeSection(InspectionModel::SubsetColumn,
            std::max(forFont(*this, subsetWidth), header->sectionSizeHint(InspectionModel::SubsetColumn)));
    }
    constexpr int roomForPrompt = 260;
    const int room = m_table->viewport()->width() - header->sectionSize(InspectionModel::StarColumn)
        - header->sectionSize(InspectionModel::SubsetColumn);
    const int numbers =
        std::clamp((room - roomForPrompt) / header->defaultSectionSize(), 2, int(std::size(inspection::allMeasures)));
    m_table->horizontalHeader()->resizeSection(
        InspectionModel::PromptColumn, std::max(88, room - numbers * header->defaultSectionSize()));
}

void ItemList::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

} // namespace dpl::ui
