#include "backbones/backbone_chooser.hpp"

#include "backbones/backbone_card_view.hpp"
#include "backbones/backbone_delegate.hpp"
#include "backbones/backbone_scan.hpp"
#include "backbones/places_card.hpp"
#include "base/font_scale.hpp"
#include "base/icon.hpp"
#include "hub/named_files.hpp"
#include "models/backbone_filter.hpp"
#include "models/backbone_model.hpp"
#include "models/backbone_text.hpp"
#include "models/places_model.hpp"
#include "settings/settings.hpp"
#include "widgets/card.hpp"
#include "widgets/elided_label.hpp"
#include "widgets/empty_state.hpp"
#include "widgets/secondary_label.hpp"

#include <QCoreApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QProgressBar>
#include <QPushButton>
#include <QShortcut>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace dpl::ui {

namespace {

constexpr int narrowestList = 400; // the three buttons of the places
constexpr int widestList = 560;
constexpr int chooserGap = 12;

} // namespace

BackboneChooser::BackboneChooser(Settings& settings, QWidget* parent)
    : QWidget(parent), m_settings(settings), m_scan(new BackboneScan(this)), m_model(new BackboneModel(this)),
      m_filter(new BackboneFilter(this)), m_places(new PlacesCard(settings, this))
{
    m_filter->setSourceModel(m_model);
    auto* left = new QWidget(this);
    left->setMinimumWidth(narrowestList);
    left->setMaximumWidth(widestList);
    auto* column = new QVBoxLayout(left);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(chooserGap);
    column->addWidget(makeListCard(), 1);
    column->addWidget(m_places);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(chooserGap);
    row->addWidget(left, 2);
    row->addWidget(makeContent(), 3);

    connect(m_scan, &BackboneScan::lookingThrough, this,
        [this](const QString& place) { showProgress(tr("Searching %1").arg(placeText(place)), 0, 0); });
    connect(m_scan, &BackboneScan::placeLooked, &m_places->model(), &PlacesModel::setState);
    connect(m_scan, &BackboneScan::reading, this, [this](const QString& name, int done, int total) {
        showProgress(tr("Reading %1 of %2: %3").arg(done + 1).arg(total).arg(name), done, total);
    });
    connect(m_scan, &BackboneScan::described, this, &BackboneChooser::cardDescribed);
    connect(m_scan, &BackboneScan::finished, this, &BackboneChooser::scanFinished);
    connect(&settings, &Settings::changed, this, [this](const QString& key) {
        if (key == known::backbonePlaces().key && m_begun) {
            startScan(false);
        }
    });
    // A place that is one backbone is what the user wants to see.
    connect(m_places, &PlacesCard::added, this,
        [this](const QString& place) { select(QString::fromStdString(placePath(place).string())); });

    connect(new QShortcut(QKeySequence::Find, this, nullptr, nullptr, Qt::WidgetWithChildrenShortcut),
        &QShortcut::activated, this, [this] {
            m_search->setFocus(Qt::ShortcutFocusReason);
            m_search->selectAll();
        });
    connect(new QShortcut(QKeySequence(Qt::Key_F5), this, nullptr, nullptr, Qt::WidgetWithChildrenShortcut),
        &QShortcut::activated, this, &BackboneChooser::rescan);
    setFocusProxy(m_search);
    updateTexts();
}

QWidget* BackboneChooser::makeListCard()
{
    m_listCard = new Card(tr("Backbones"), this);
    m_rescan = new QPushButton(m_listCard);
    m_rescan->setAutoDefault(false);
    m_rescan->setFixedHeight(fieldHeight(*m_rescan));
    connect(m_rescan, &QPushButton::clicked, this, [this] { m_scan->isRunning() ? stopScan() : rescan(); });
    m_listCard->addBesideTitle(m_rescan);

    m_search = new QLineEdit(m_listCard);
    m_search->setPlaceholderText(tr("Search name, path, family or type"));
    m_search->setAccessibleName(tr("Search the backbones"));
    m_search->setToolTip(tr("Words in a backbone's name, path, family, type or format (Ctrl+F): \"llama gguf\""));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(icon(QStringLiteral("search"), QPalette::PlaceholderText), QLineEdit::LeadingPosition);
    m_search->installEventFilter(this);
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_filter->setSearch(text);
        selectFirst();
        updateTexts();
    });

    m_list = new QListView(m_listCard);
    m_list->setModel(m_filter);
    m_list->setItemDelegate(new BackboneDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setUniformItemSizes(true);
    m_list->setMouseTracking(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setAccessibleName(tr("Backbones"));
    m_list->installEventFilter(this);
    connect(m_list, &QListView::doubleClicked, this, &BackboneChooser::choose);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &BackboneChooser::currentChanged);
    connect(m_list, &QListView::clicked, this, [this] { m_wanted.clear(); });

    m_nothing = new SecondaryLabel(m_listCard);
    m_nothing->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    m_nothing->setWordWrap(true);
    m_nothing->setContentsMargins(0, 24, 0, 0);

    m_fetch = new QPushButton(m_listCard);
    m_fetch->setAutoDefault(false);
    m_fetch->setToolTip(tr("See its files, their sizes and its licence on the Hugging Face hub, and fetch it"));
    m_fetch->hide();
    connect(m_fetch, &QPushButton::clicked, this, [this] { Q_EMIT fetchRequested(m_search->text().trimmed()); });

    m_progress = new QWidget(m_listCard);
    m_progressText = new ElidedLabel(m_progress);
    m_progressBar = new QProgressBar(m_progress);
    m_progressBar->setTextVisible(false);
    m_progressBar->setFixedHeight(4);
    m_progressBar->setAccessibleName(tr("Progress of the search for backbones"));
    auto* progress = new QVBoxLayout(m_progress);
    progress->setContentsMargins(0, 4, 0, 0);
    progress->setSpacing(6);
    progress->addWidget(m_progressText);
    progress->addWidget(m_progressBar);
    m_progress->hide();

    m_listCard->body()->addWidget(m_search);
    m_listCard->body()->addWidget(m_list, 1);
    m_listCard->body()->addWidget(m_fetch);
    m_listCard->body()->addWidget(m_nothing, 1);
    m_listCard->body()->addWidget(m_progress);
    return m_listCard;
}

QWidget* BackboneChooser::makeContent()
{
    m_content = new QStackedWidget(this);
    m_view = new BackboneCardView(m_content);
    auto* empty = new EmptyState(QStringLiteral("backbone"), tr("No backbones yet"),
        tr("A backbone is the language model that a reward model is built on. Those in your places are listed here: "
           "folders saved by transformers, "
           "the Hugging Face cache, and GGUF files. Add the folder that holds yours."),
        m_content);
    empty->setButton(tr("Add folder…"));
    empty->button()->setToolTip(tr("Choose a folder that holds backbones, at most six levels down"));
    connect(empty, &EmptyState::buttonClicked, m_places, &PlacesCard::addFolder);
    m_empty = empty;
    m_content->addWidget(m_view);
    m_content->addWidget(m_empty);
    return m_content;
}

QString BackboneChooser::selectedPath() const
{
    return m_list->currentIndex().data(BackboneModel::PathRole).toString();
}

SharedCard BackboneChooser::selectedCard() const
{
    const QModelIndex current = m_list->currentIndex();
    return current.isValid() ? m_model->card(m_filter->mapToSource(current)) : nullptr;
}

bool BackboneChooser::isScanning() const
{
    return m_scan->isRunning();
}

void BackboneChooser::select(const QString& path)
{
    m_wanted = path;
    const QModelIndex found = m_filter->mapFromSource(m_model->find(path));
    if (found.isValid()) {
        m_list->setCurrentIndex(found);
        m_wanted.clear();
    }
}

void BackboneChooser::rescan()
{
    startScan(true);
}

void BackboneChooser::lookForNew()
{
    if (m_begun) {
        startScan(false);
    }
}

void BackboneChooser::offerFetching()
{
    m_offersFetching = true;
    updateTexts();
}

void BackboneChooser::stopScan()
{
    m_scan->stop();
}

void BackboneChooser::startScan(bool fromScratch)
{
    m_begun = true;
    m_scan->start(
        m_settings.value(known::backbonePlaces()), fromScratch ? std::set<std::filesystem::path>() : m_model->paths());
    showProgress(tr("Looking for backbones"), 0, 0);
    updateTexts();
}

void BackboneChooser::scanFinished(bool complete, const QStringList& paths)
{
    if (complete) {
        m_model->keepOnly(paths);
    }
    m_progressBar->hide();
    m_progressText->setText(complete ? QString() : tr("Stopped before all places were searched."));
    m_progress->setVisible(!complete);
    selectFirst();
    updateTexts();
    Q_EMIT scanned(complete);
}

void BackboneChooser::showProgress(const QString& text, int done, int total)
{
    m_progressText->setText(text);
    m_progressBar->setRange(0, total);
    m_progressBar->setValue(done);
    m_progressBar->show();
    m_progress->show();
}

void BackboneChooser::cardDescribed(const SharedCard& card)
{
    m_model->put(card);
    const QString path = QString::fromStdString(card->path.string());
    if (!m_wanted.isEmpty() && path == m_wanted) {
        select(path);
    } else if (path == selectedPath()) {
        currentChanged(); // read again
    }
    updateTexts();
}

void BackboneChooser::currentChanged()
{
    m_view->setCard(selectedCard());
    Q_EMIT selectionChanged(selectedPath());
}

void BackboneChooser::selectFirst()
{
    if (!m_list->currentIndex().isValid()) {
        m_list->setCurrentIndex(m_filter->index(0, 0));
    }
}

void BackboneChooser::updateTexts()
{
    const bool scanning = m_scan->isRunning();
    m_rescan->setText(scanning ? tr("Stop") : tr("Rescan"));
    m_rescan->setAccessibleName(scanning ? tr("Stop looking for backbones") : tr("Look for backbones again"));
    m_rescan->setToolTip(
        scanning ? tr("Keep what has been found so far") : tr("Search all places and read every backbone again (F5)"));

    const int all = m_model->rowCount();
    const int shown = m_filter->rowCount();
    const int broken = m_model->brokenCount();
    QString note;
    if (all > 0) {
        note = shown < all ? tr("· %1 of %2").arg(shown).arg(all) : tr("· %1").arg(all);
        if (broken > 0) {
            note += tr(", %1 cannot be used").arg(broken);
        }
    }
    m_listCard->setNote(note);
    m_list->setVisible(shown > 0);
    m_nothing->setVisible(shown == 0);
    m_nothing->setText(all > 0     ? tr("No backbone matches “%1”.").arg(m_search->text().trimmed())
            : scanning || !m_begun ? QString()
                                   : tr("No backbone found."));
    const QString wanted = m_search->text().trimmed();
    m_fetch->setVisible(m_offersFetching && hub::mayBeFetched(wanted.toStdString(), hub::RepositoryKind::model));
    m_fetch->setText(tr("Fetch %1…").arg(wanted));
    m_fetch->setAccessibleName(tr("Fetch %1 from the hub").arg(wanted));
    m_search->setEnabled(all > 0 || scanning || !m_begun || m_offersFetching);
    m_search->setPlaceholderText(
        m_offersFetching ? tr("Search, or ORG/NAME to fetch one") : tr("Search name, path, family or type"));
    m_content->setCurrentWidget(all > 0 || scanning || !m_begun ? static_cast<QWidget*>(m_view) : m_empty);
}

void BackboneChooser::choose()
{
    if (const SharedCard card = selectedCard(); card && card->isUsable()) {
        Q_EMIT chosen(selectedPath());
    }
}

bool BackboneChooser::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::KeyPress) {
        return QWidget::eventFilter(watched, event);
    }
    const auto* key = static_cast<QKeyEvent*>(event);
    switch (key->key()) {
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
        m_wanted.clear();
        if (watched == m_search) {
            QCoreApplication::sendEvent(m_list, event);
            return true;
        }
        break;
    case Qt::Key_Escape:
        if (!m_search->text().isEmpty()) {
            m_search->clear();
            return true;
        }
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        // Consumed here: a dialog's default button would hear of it, too.
        choose();
        return true;
    default: break;
    }
    return QWidget::eventFilter(watched, event);
}

void BackboneChooser::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (!m_begun) {
        startScan(true);
    }
}

} // namespace dpl::ui
