#include "backbones/places_card.hpp"

#include "backbones/place_delegate.hpp"
#include "models/places_model.hpp"
#include "settings/settings.hpp"
#include "widgets/folding_row.hpp"

#include <QEvent>
#include <QFileDialog>
#include <QKeyEvent>
#include <QListView>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace dpl::ui {

namespace {

constexpr int mostRowsShown = 4;

} // namespace

PlacesCard::PlacesCard(Settings& settings, QWidget* parent)
    : Card(tr("Places"), parent), m_settings(settings), m_model(new PlacesModel(this)), m_list(new QListView(this)),
      m_remove(new QPushButton(this)), m_addCache(new QPushButton(tr("Add Hugging Face cache"), this))
{
    m_list->setModel(m_model);
    m_list->setItemDelegate(new PlaceDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setUniformItemSizes(true);
    m_list->setMouseTracking(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setAccessibleName(tr("Places searched for backbones"));
    m_list->setToolTip(tr(
        "Folders are searched six levels deep; in the Hugging Face cache, the newest snapshot of each model counts"));
    m_list->installEventFilter(this);
    body()->addWidget(m_list);

    auto* buttons = new FoldingRow;
    buttons->addWidget(addButton(tr("Add folder…"),
        tr("Search another folder and those below it for backbones, or add the folder of one backbone"),
        &PlacesCard::addFolder));
    buttons->addWidget(
        addButton(tr("Add GGUF file…"), tr("Add a single backbone in llama.cpp's format"), &PlacesCard::addFile));
    buttons->addSpring();
    m_remove->setText(tr("Remove place"));
    m_remove->setAccessibleName(tr("Remove place"));
    m_remove->setToolTip(tr("Stop searching the selected place (Delete); its files stay where they are"));
    m_remove->setAutoDefault(false);
    connect(m_remove, &QPushButton::clicked, this, &PlacesCard::removeCurrent);
    buttons->addWidget(m_remove);
    body()->addLayout(buttons);

    m_addCache->setAccessibleName(m_addCache->text());
    m_addCache->setToolTip(tr("Search what the Hugging Face libraries have downloaded again"));
    m_addCache->setAutoDefault(false);
    connect(m_addCache, &QPushButton::clicked, this,
        [this] { addPlace(QString::fromStdString(placePath(huggingFacePlace).string())); });
    body()->addWidget(m_addCache, 0, Qt::AlignLeft);

    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &PlacesCard::updateButtons);
    connect(m_model, &PlacesModel::modelReset, this, &PlacesCard::updateButtons);
    connect(&settings, &Settings::changed, this, [this](const QString& key) {
        if (key == known::backbonePlaces().key) {
            readSettings();
        }
    });
    readSettings();
}

QPushButton* PlacesCard::addButton(const QString& text, const QString& toolTip, void (PlacesCard::*slot)())
{
    auto* button = new QPushButton(text, this);
    button->setAccessibleName(text);
    button->setToolTip(toolTip);
    button->setAutoDefault(false);
    connect(button, &QPushButton::clicked, this, slot);
    return button;
}

void PlacesCard::addPlace(const QString& path)
{
    const QString place = placeOf(path);
    QStringList places = m_settings.value(known::backbonePlaces());
    if (!places.contains(place)) {
        places.append(place);
        m_settings.setValue(known::backbonePlaces(), places);
    }
    m_list->setCurrentIndex(m_model->index(int(places.indexOf(place))));
    Q_EMIT added(place);
}

void PlacesCard::addFolder()
{
    auto* dialog = new QFileDialog(this, tr("Folder with backbones"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, &PlacesCard::addPlace);
    dialog->open();
}

void PlacesCard::addFile()
{
    auto* dialog = new QFileDialog(this, tr("Backbone in a GGUF file"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("GGUF files (*.gguf)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, &PlacesCard::addPlace);
    dialog->open();
}

void PlacesCard::removeCurrent()
{
    const QModelIndex current = m_list->currentIndex();
    if (!current.isValid()) {
        return;
    }
    QStringList places = m_settings.value(known::backbonePlaces());
    places.removeAll(current.data(PlacesModel::PlaceRole).toString());
    const int row = current.row();
    m_settings.setValue(known::backbonePlaces(), places);
    m_list->setCurrentIndex(m_model->index(std::min(row, m_model->rowCount() - 1)));
    updateButtons();
}

void PlacesCard::readSettings()
{
    m_model->setPlaces(m_settings.value(known::backbonePlaces()));
    const int rows = m_model->rowCount();
    const int shown = std::clamp(rows, 1, mostRowsShown);
    const int height = rows > 0 ? m_list->sizeHintForRow(0) : 0;
    m_list->setVisible(rows > 0);
    m_list->setFixedHeight(shown * height);
    m_addCache->setVisible(!m_settings.value(known::backbonePlaces()).contains(QString(huggingFacePlace)));
    updateButtons();
}

void PlacesCard::updateButtons()
{
    m_remove->setEnabled(m_list->currentIndex().isValid());
}

bool PlacesCard::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_list && event->type() == QEvent::KeyPress
        && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Delete) {
        removeCurrent();
        return true;
    }
    return Card::eventFilter(watched, event);
}

} // namespace dpl::ui
